using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>
/// Draws a chart. Widths are percentages and heights are pixels, so that it fits a phone and a screen without its text
/// growing or shrinking.
/// </summary>
internal static class StackedBars
{
    private const decimal Height = 280m;
    private const decimal Top = 18m;
    private const decimal Bottom = 24m;
    private const decimal Plot = Height - Top - Bottom;

    // The part of a day's width that its bar fills.
    private const decimal Fill = 0.8m;

    // A budget line far above every bar would press the bars flat; the text below the chart names it in any case.
    private const decimal HighestBudget = 2.5m;

    private const int Gridlines = 4;

    /// <summary>Draws the chart.</summary>
    public static Html Of(Chart chart, Breakdown by)
    {
        var highest = chart.Days.Select((_, index) => chart.Series.Sum(series => Math.Max(0m, series.UsdByDay[index]))).Max();
        var budget = chart.Budget is { } line && line.DailyUsd <= Math.Max(highest, 1m) * HighestBudget ? line.DailyUsd : (decimal?)null;
        var step = Step(Math.Max(highest, budget ?? 0m));
        var scale = step * Math.Max(1m, Math.Ceiling(Math.Max(highest, budget ?? 0m) / step));
        var label = $"Stacked bars of daily spend by {ChartHtml.Word(by)} from {Figures.FullDay(chart.Days[0].Day)} to {Figures.FullDay(chart.Days[^1].Day)}. The table below has the numbers.";
        return Html.Of($"""
            <svg class="chart" role="img" aria-label="{label}" width="100%" height="{Height}">
            <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch" width="2.5" height="6"/></pattern></defs>
            {Grid(step, scale)}
            {Enumerable.Range(0, chart.Days.Length).Select(index => Bar(chart, index, scale))}
            {(budget is { } usd ? BudgetLine(usd, scale) : Html.None)}
            </svg>
            """);
    }

    private static IEnumerable<Html> Grid(decimal step, decimal scale)
    {
        for (var usd = 0m; usd <= scale; usd += step)
        {
            var y = Y(usd, scale);
            yield return Html.Of($"""<line class="grid" x1="0" x2="100%" y1="{y:0.##}" y2="{y:0.##}"/><text class="axis" x="0" y="{y - 4:0.##}">{(usd == 0 ? string.Empty : Axis(usd, step))}</text>""");
        }
    }

    private static Html Bar(Chart chart, int index, decimal scale)
    {
        var day = chart.Days[index];
        var slot = 100m / chart.Days.Length;
        var place = Html.Of($"""x="{(index * slot) + (slot * (1 - Fill) / 2):0.##}%" width="{slot * Fill:0.##}%" """);
        var labels = Math.Max(1, (int)Math.Ceiling(chart.Days.Length / 5m));
        var axis = Html.When(
            (chart.Days.Length - 1 - index) % labels == labels / 2,
            $"""<text class="axis" text-anchor="middle" x="{(index + 0.5m) * slot:0.##}%" y="{Height - 6}">{Figures.Day(day.Day)}</text>""");
        if (day.Usd is not { } total)
        {
            return Html.Of($"""<g data-date="{day.Day.ToString()}"><rect class="gap" {place}y="{Top}" height="{Plot}"><title>{Figures.FullDay(day.Day)}: {ChartHtml.Word(day)}</title></rect></g>{axis}""");
        }

        var pieces = new List<Html>();
        var below = 0m;
        for (var i = 0; i < chart.Series.Length; i++)
        {
            // What is less than nothing, a credit, cannot be stacked; the table shows it.
            var usd = chart.Series[i].UsdByDay[index];
            if (usd > 0)
            {
                var (top, bottom) = (Y(below + usd, scale), Y(below, scale));
                below += usd;
                var title = $"{ValueHtml.Isolated(chart.Series[i].Name)}, {Figures.FullDay(day.Day)}: {Figures.Usd(usd)} of {Figures.Usd(total)}, {ChartHtml.Word(day)}";
                pieces.Add(Html.Of($"""<rect class="c{chart.Colour(i)}" {place}y="{top:0.##}" height="{bottom - top:0.##}"><title>{title}</title></rect>"""));
            }
        }

        if (day.IsProvisional && below > 0)
        {
            pieces.Add(Html.Of($"""<rect class="over" fill="url(#hatch)" {place}y="{Y(below, scale):0.##}" height="{Y(0, scale) - Y(below, scale):0.##}"/>"""));
        }

        return Html.Of($"""<g data-date="{day.Day.ToString()}">{pieces}</g>{axis}""");
    }

    private static Html BudgetLine(decimal usd, decimal scale)
    {
        var y = Y(usd, scale);
        return Html.Of($"""<line class="budget" x1="0" x2="100%" y1="{y:0.##}" y2="{y:0.##}"/><text class="budget" text-anchor="end" x="100%" y="{y - 4:0.##}">budget {Figures.Usd(usd)}</text>""");
    }

    private static decimal Y(decimal usd, decimal scale) => Top + (Plot * (1 - (usd / scale)));

    // 1, 2 or 5 times a power of ten, so that there are about four lines.
    private static decimal Step(decimal highest)
    {
        var rough = highest / Gridlines;
        var power = 0.01m;
        while (power * 10 <= rough)
        {
            power *= 10;
        }

        return power * (rough <= power ? 1 : rough <= power * 2 ? 2 : rough <= power * 5 ? 5 : 10);
    }

    private static string Axis(decimal usd, decimal step) => step >= 1 ? FormattableString.Invariant($"${usd:N0}") : Figures.Usd(usd);
}
