using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Accounting.Billing;

/// <summary>
/// Where a calendar month will end. Settled days count as billed. A day to come counts as the median of the same
/// weekday over the trailing settled weeks, which a single spike does not move. A day that is not settled yet counts as
/// whichever is more: what is billed already, or that median, because costs come in late. A day whose bucket never came
/// counts as that median, too.
/// </summary>
public static class MonthForecast
{
    // Four samples of each weekday: more would follow growth too slowly, fewer would follow a spike.
    private const int TrailingDays = 28;

    // With less than this of its own weekdays, a project is judged by all of its days.
    private const int LeastSamples = 2;

    /// <summary>Forecasts what will have been spent in the month of <paramref name="today"/>.</summary>
    /// <param name="window">The days.</param>
    /// <param name="spent">What was spent on each of them, in order; 0 where that is unknown.</param>
    /// <param name="known">Which of them are known.</param>
    /// <param name="settleDays">How many of the last known days may still be revised.</param>
    /// <param name="today">The current day.</param>
    public static decimal Of(DayWindow window, ReadOnlySpan<decimal> spent, ReadOnlySpan<bool> known, int settleDays, UtcDay today)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(spent.Length, window.Days);
        ArgumentOutOfRangeException.ThrowIfNotEqual(known.Length, window.Days);
        var first = spent.IndexOfAnyExcept(0m);
        if (first < 0)
        {
            return 0m;
        }

        // A project that is two weeks old has no typical day before that, and owes nothing for the days before either.
        var start = window.Start.AddDays(first);
        var firstUnsettled = today.AddDays(1 - settleDays);
        var history = History(window, spent, known, start, firstUnsettled, today);
        firstUnsettled = start > firstUnsettled ? start : firstUnsettled;

        var total = 0m;
        for (var day = today.MonthStart; day < today.NextMonthStart; day = day.Next)
        {
            var at = day.DaysSince(window.Start);
            var isRead = window.Contains(day);
            var billed = isRead ? spent[at] : 0m;
            var isFinal = day < start || (day < firstUnsettled && (!isRead || known[at]));
            total += isFinal ? billed : Math.Max(billed, Expected(history, day.DayOfWeek));
        }

        return total;
    }

    // The days to judge by. A project that is too young to have settled days is judged by those it has.
    private static List<(DayOfWeek Weekday, decimal Spent)> History(
        DayWindow window, ReadOnlySpan<decimal> spent, ReadOnlySpan<bool> known, UtcDay start, UtcDay firstUnsettled, UtcDay today)
    {
        var days = new List<(DayOfWeek, decimal)>();
        var end = start < firstUnsettled ? firstUnsettled : start < today ? today : today.Next;
        var oldest = end.AddDays(-TrailingDays);
        for (var day = start < oldest ? oldest : start; day < end && window.Contains(day); day = day.Next)
        {
            if (known[day.DaysSince(window.Start)])
            {
                days.Add((day.DayOfWeek, spent[day.DaysSince(window.Start)]));
            }
        }

        return days;
    }

    private static decimal Expected(List<(DayOfWeek Weekday, decimal Spent)> history, DayOfWeek weekday)
    {
        var samples = history.Where(day => day.Weekday == weekday).Select(static day => day.Spent).ToList();
        if (samples.Count < LeastSamples)
        {
            samples = [.. history.Select(static day => day.Spent)];
        }

        if (samples.Count == 0)
        {
            return 0m;
        }

        samples.Sort();
        var middle = samples.Count / 2;
        return samples.Count % 2 == 1 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2;
    }
}
