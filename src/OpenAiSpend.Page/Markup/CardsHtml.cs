using System.Collections.Immutable;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>The numbers at the top.</summary>
internal static class CardsHtml
{
    /// <summary>Writes them.</summary>
    public static Html Of(Overview overview, DateTimeOffset now)
    {
        var today = overview.Today;
        var reach = overview.DataThrough is { } through ? $"costs reach to {Figures.Time(through, now)}" : "OpenAI has billed nothing";
        return Html.Of($"""
            <section class="cards" aria-label="In short">
            {Card("today", $"Today, {Figures.Day(today)}", overview.TodayUsd, Html.Of($"{(overview.TodayUsd.Usd is null ? "not read since midnight UTC" : "so far")}; as of {Figures.Time(overview.ReadAt, now)}, {reach}"))}
            {Card("yesterday", $"Yesterday, {Figures.Day(today.AddDays(-1))}", overview.YesterdayUsd, Compared(overview.YesterdayUsd, overview.YesterdayAWeekAgoUsd, "a week before"))}
            {Card("week", "Last 7 finished days", overview.WeekUsd, Compared(overview.WeekUsd, overview.WeekBeforeUsd, "the 7 before"))}
            {Card("month", $"{today.Date:MMMM} to date", overview.MonthToDateUsd, PreviousMonth(overview))}
            {Card("forecast", $"{today.Date:MMMM}, forecast", overview.ForecastUsd, Budget(overview))}
            </section>
            """);
    }

    private static Html Card(string name, string title, PartialUsd usd, Html below) => Html.Of($"""
        <div class="card figure" data-figure="{name}"><h2>{title}</h2><p class="big">{Parts.Usd(usd.Usd)}</p><p class="muted">{below}{Missing(usd.Usd is null ? [] : usd.Missing)}</p></div>
        """);

    private static Html Missing(ImmutableArray<string> organizations) =>
        organizations.IsEmpty ? Html.None : Html.Of($"<br>without {string.Join(", ", organizations)}, not known");

    private static Html Compared(PartialUsd now, PartialUsd before, string word) => (now.Usd, before.Usd) switch
    {
        ({ } usd, { } earlier) when now.Missing.SequenceEqual(before.Missing) =>
            Html.Of($"""{(Figures.Growth(usd, earlier) is { } growth ? $"{growth} against " : string.Empty)}{Parts.Usd(earlier)} {word}"""),
        _ => Html.Of($"nothing to compare with"),
    };

    private static Html PreviousMonth(Overview overview)
    {
        var name = $"{overview.Today.MonthStart.AddDays(-1).Date:MMMM}";
        return overview.PreviousMonthUsd.Usd is { } usd ? Html.Of($"{name} was {Parts.Usd(usd)}") : Html.Of($"{name} is not known");
    }

    private static Html Budget(Overview overview)
    {
        if (overview.Budget?.Month is not { } budget)
        {
            return Html.Of($"no monthly budget covers just this");
        }

        if (overview.MonthToDateUsd.Usd is not { } spent || budget.Usd <= 0)
        {
            return Html.Of($"of {Parts.Usd(budget.Usd)}, {BudgetLine.NameOf(budget)}");
        }

        var forecast = overview.ForecastUsd.Usd is { } end ? end / budget.Usd : (decimal?)null;
        var (part, text) = (spent / budget.Usd, BudgetsHtml.Verdict(budget));
        return Html.Of($"""{Parts.Bar(part, forecast, $"{Figures.Percent(part)} of the budget is spent")}{Figures.Percent(part)} of {Parts.Usd(budget.Usd)} spent ({BudgetLine.NameOf(budget)}): {text}""");
    }
}
