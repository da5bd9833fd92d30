using System.Collections.Immutable;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>Daily spend: the chart, its legend and the same numbers as a table.</summary>
internal static class ChartHtml
{
    /// <summary>Writes the section.</summary>
    public static Html Of(Chart chart, SpendPageQuery query, ImmutableArray<Breakdown> breakdowns) => Html.Of($"""
        <section aria-labelledby="daily">
        <div class="head"><h2 id="daily">Daily spend, {chart.Days.Length} UTC days by {Word(query.By)}</h2>
        <nav class="switch" aria-label="Break down by">{breakdowns.Select(by => Switch(by, query))}</nav></div>
        {Html.When(!chart.Series.IsEmpty, $"""
            <figure class="card">
            {StackedBars.Of(chart, query.By)}
            <figcaption>
            <ul class="legend">{chart.Series.Select((series, index) => LegendEntry(chart, series, index, query))}</ul>
            <p class="hint">{Hint(chart)}</p>
            </figcaption>
            </figure>
            """)}
        <details class="card"><summary>Each day as a table</summary>
        <div class="wide" tabindex="0" role="group" aria-label="Daily spend as a table">
        <table class="daily">
        <thead><tr>{TableHtml.Texts("Day (UTC)", "State")}{TableHtml.Numbers("All")}{chart.Series.Select(static series => Html.Of($"""<th scope="col" class="number">{ValueHtml.Name(series.Name)}</th>"""))}</tr></thead>
        <tbody>{Enumerable.Range(0, chart.Days.Length).Reverse().Select(index => Row(chart, index))}</tbody>
        </table></div></details>
        </section>
        """);

    /// <summary>What people call a breakdown.</summary>
    public static string Word(Breakdown by) => QueryReader.Text(by).Replace('_', ' ');

    /// <summary>How final a day is, in words.</summary>
    public static string Word(SpendDay day) => (day.State switch
    {
        DayState.Unknown => "not known",
        DayState.Open => "not over",
        DayState.Settling => "may still change",
        _ => "final",
    }) + (day.Missing.IsEmpty || day.Usd is null ? string.Empty : $", without {string.Join(", ", day.Missing)}");

    private static Html Switch(Breakdown by, SpendPageQuery query) =>
        Html.Of($"""<a{Html.When(by == query.By, $" aria-current=\"true\"")} href="{(query with { By = by }).Address}">{Word(by)}</a>""");

    private static Html LegendEntry(Chart chart, SpendGroup series, int index, SpendPageQuery query)
    {
        var name = query.By == Breakdown.Project && series.Organization is not null ? TopSpendHtml.ProjectLink(series, query) : ValueHtml.Name(series.Name);
        return Html.Of($"""
            <li><svg class="swatch" width="12" height="12" aria-hidden="true"><rect class="c{chart.Colour(index)}" width="12" height="12" rx="2"/></svg>{name} <span class="muted">{Figures.Usd(series.Last(series.UsdByDay.Length))}</span></li>
            """);
    }

    private static Html Hint(Chart chart)
    {
        var hatched = Html.When(
            chart.Days.Any(static day => day.IsProvisional),
            $"""<svg class="swatch" width="12" height="12" aria-hidden="true"><rect class="c0" width="12" height="12"/><rect fill="url(#hatch)" width="12" height="12"/></svg> Hatched: OpenAI may still revise these days, or they are not over. """);
        var unknown = chart.Days.Where(static day => day.State == DayState.Unknown).Select(static day => day.Day).ToList();
        var gaps = Html.When(unknown.Count > 0, $"An empty frame is a day that is not known, which is not zero: {Figures.Days(unknown)}. ");
        return Html.Of($"{hatched}{gaps}{(chart.Budget is { } budget ? $"Dashed line: {Figures.Usd(budget.DailyUsd)} a day ({budget.DailyText})." : string.Empty)}");
    }

    private static Html Row(Chart chart, int index)
    {
        var day = chart.Days[index];
        var cells = TableHtml.Cells([ValueHtml.Usd(day.Usd), .. chart.Series.Select(series => day.Usd is null ? ValueHtml.Unknown : ValueHtml.Usd(series.UsdByDay[index]))]);
        return Html.Of($"""<tr><th scope="row">{ValueHtml.Day(day.Day)}</th><td>{Word(day)}</td>{cells}</tr>""");
    }
}
