using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>The numbers at the top.</summary>
internal static class CardsHtml
{
    /// <summary>Writes them.</summary>
    public static Html Of(Overview overview, DateTimeOffset now)
    {
        var (today, yesterday, month) = (overview.Today, overview.Today.AddDays(-1), Figures.Month(overview.Today));
        return Html.Of($"""
            <section class="cards" aria-label="In short">
            {Card("today", $"Today, {Figures.Day(today)}", overview.TodayUsd, Html.Of($"{Reach(overview, now)}"))}
            {Card("yesterday", $"Yesterday, {Figures.Day(yesterday)}", overview.YesterdayUsd, Compared(overview.YesterdayUsd, overview.YesterdayAWeekAgoUsd, "a week before"))}
            {Card("week", "Last 7 finished days", overview.WeekUsd, Compared(overview.WeekUsd, overview.WeekBeforeUsd, "the 7 before"))}
            {Card("month", $"{month} to date", overview.MonthToDateUsd, Month(overview), !overview.MissingDays.IsEmpty)}
            {Card("forecast", $"{month}, forecast", overview.ForecastUsd, Budget(overview))}
            </section>
            """);
    }

    private static Html Card(string name, string title, PartialUsd usd, Html below, bool isLowerBound = false) => Html.Of($"""
        <div class="card figure" data-figure="{name}"><h2>{title}</h2><p class="big">{ValueHtml.Usd(usd.Usd, isLowerBound)}</p><p class="muted">{below}{Html.When(usd.Usd is not null && !usd.Missing.IsEmpty, $"<br>without {string.Join(", ", usd.Missing)}, not known")}</p></div>
        """);

    private static string Reach(Overview overview, DateTimeOffset now)
    {
        var state = overview.TodayUsd.Usd is not null ? "so far"
            : overview.ReadAt >= overview.Today.Start ? "OpenAI has not sent it yet"
            : "not read since midnight UTC";
        var readAt = overview.ReadAt is { } read ? Figures.Time(read, now) : "an unknown time";
        return $"{state}; as of {readAt}, {(overview.DataThrough is { } through ? $"costs reach to {Figures.Time(through, now)}" : "OpenAI has billed nothing")}";
    }

    private static Html Compared(PartialUsd now, PartialUsd before, string word) => (now.Usd, before.Usd) switch
    {
        ({ } usd, { } earlier) when now.Missing.SequenceEqual(before.Missing) =>
            Html.Of($"""{(Figures.Growth(usd, earlier) is { } growth ? $"{growth} against " : string.Empty)}{ValueHtml.Usd(earlier)} {word}"""),
        (null, _) => Html.Of($"not all of it is known"),
        _ => Html.Of($"nothing to compare with"),
    };

    private static Html Month(Overview overview)
    {
        var missing = Html.When(!overview.MissingDays.IsEmpty, $"at least, without {Figures.Days(overview.MissingDays)}, not known<br>");
        var previous = Figures.Month(overview.Today.MonthStart.AddDays(-1));
        return overview.PreviousMonthUsd.Usd is { } usd ? Html.Of($"{missing}{previous} was {ValueHtml.Usd(usd)}") : Html.Of($"{missing}{previous} is not known");
    }

    private static Html Budget(Overview overview)
    {
        if (overview.Budget?.Month is not { } budget)
        {
            return Html.Of($"no monthly budget covers just this");
        }

        var usd = budget.Status.Usd;
        if (overview.MonthToDateUsd.Usd is not { } spent || usd <= 0)
        {
            return Html.Of($"of {ValueHtml.Usd(usd)}, {budget.Name}");
        }

        var part = $"{(budget.IsLowerBound ? "at least " : string.Empty)}{Figures.Percent(spent / usd)}";
        return Html.Of($"""{ValueHtml.Bar(spent / usd, overview.ForecastUsd.Usd / usd, $"{part} of the budget is spent")}{part} of {ValueHtml.Usd(usd)} spent ({budget.Name}): {budget.Verdict}""");
    }
}
