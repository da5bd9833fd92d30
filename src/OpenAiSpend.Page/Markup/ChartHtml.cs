using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>Daily spend: the chart, its legend and the same numbers as a table.</summary>
internal static class ChartHtml
{
    /// <summary>Writes the section.</summary>
    public static Html Of(Chart chart, PageQuery query) => Html.Of($"""
        <section aria-labelledby="daily">
        <div class="head"><h2 id="daily">Daily spend, {chart.Days.Length} UTC days by {Word(query.By)}</h2>
        <nav class="switch" aria-label="Break down by">{PageQuery.Breakdowns.Select(by => Switch(by, query))}</nav></div>
        {(chart.Series.IsEmpty ? Html.None : Figure(chart, query))}
        <details class="card"><summary>Each day as a table</summary>
        <div class="wide" tabindex="0" role="group" aria-label="Daily spend as a table">
        <table class="daily">
        <thead><tr><th scope="col">Day (UTC)</th><th scope="col">State</th><th scope="col" class="number">All</th>{chart.Series.Select(static series => Html.Of($"""<th scope="col" class="number">{Parts.Name(series.Name)}</th>"""))}</tr></thead>
        <tbody>{Enumerable.Range(0, chart.Days.Length).Reverse().Select(index => Row(chart, index))}</tbody>
        </table></div></details>
        </section>
        """);

    /// <summary>What people call a breakdown.</summary>
    public static string Word(Breakdown by) => by switch
    {
        Breakdown.Project => "project",
        Breakdown.Model => "model",
        _ => "line item",
    };

    /// <summary>How final a day is, in words.</summary>
    public static string Word(SpendDay day) => (day.State switch
    {
        DayState.Unknown => "not read yet",
        DayState.Open => "not over",
        DayState.Settling => "may still change",
        _ => "final",
    }) + (day.Missing.IsEmpty || day.Usd is null ? string.Empty : $", without {string.Join(", ", day.Missing)}");

    private static Html Figure(Chart chart, PageQuery query) => Html.Of($"""
        <figure class="card">
        {StackedBars.Of(chart, query.By)}
        <figcaption>
        <ul class="legend">{chart.Series.Select((series, index) => LegendEntry(series, index, query))}</ul>
        <p class="hint">{Hint(chart)}</p>
        </figcaption>
        </figure>
        """);

    private static Html Switch(Breakdown by, PageQuery query) => by == query.By
        ? Html.Of($"""<a aria-current="true" href="{(query with { By = by }).Address}">{Word(by)}</a>""")
        : Html.Of($"""<a href="{(query with { By = by }).Address}">{Word(by)}</a>""");

    private static Html LegendEntry(SpendGroup series, int index, PageQuery query) => Html.Of($"""
        <li><svg class="swatch" width="12" height="12" aria-hidden="true"><rect class="c{Colour(series, index)}" width="12" height="12" rx="2"/></svg>{Linked(series, query)} <span class="muted">{Figures.Usd(series.Last(series.UsdByDay.Length))}</span></li>
        """);

    private static Html Linked(SpendGroup series, PageQuery query) => query.By == Breakdown.Project && series.Organization is not null
        ? TablesHtml.ProjectLink(series, query)
        : Parts.Name(series.Name);

    /// <summary>The number of a colour; all others together are grey.</summary>
    public static int Colour(SpendGroup series, int index) => IsOthers(series) ? Chart.Largest + 1 : index;

    private static bool IsOthers(SpendGroup series) => series.Organization is null && series.Id is null && series.Name.StartsWith($"{Chart.Others} (", StringComparison.Ordinal);

    private static Html Hint(Chart chart)
    {
        var provisional = chart.Days.Where(static day => day.IsProvisional).Select(static day => day.Day).ToList();
        var hatched = provisional.Count == 0
            ? Html.None
            : Html.Of($"""<svg class="swatch" width="12" height="12" aria-hidden="true"><rect class="c0" width="12" height="12"/><rect fill="url(#hatch)" width="12" height="12"/></svg> Hatched: OpenAI may still revise these days, or they are not over. """);
        var unknown = chart.Days.Any(static day => day.State == DayState.Unknown) ? "An empty frame is a day that has not been read, which is not zero. " : string.Empty;
        var line = chart.Budget is { } budget ? $"Dashed line: {Figures.Usd(budget.DailyUsd)} a day ({budget.DailyText})." : string.Empty;
        return Html.Of($"{hatched}{unknown}{line}");
    }

    private static Html Row(Chart chart, int index)
    {
        var day = chart.Days[index];
        var cells = chart.Series.Select(series => Html.Of($"""<td class="number">{(day.Usd is null ? Parts.Unknown : Parts.Usd(series.UsdByDay[index]))}</td>"""));
        return Html.Of($"""<tr><th scope="row">{Parts.Day(day.Day)}</th><td>{Word(day)}</td><td class="number">{Parts.Usd(day.Usd)}</td>{cells}</tr>""");
    }
}
