using System.Collections.Immutable;

namespace OpenAiSpend.Page.Views;

/// <summary>Daily spend as stacked bars: the six largest groups and the others.</summary>
/// <param name="Days">The days.</param>
/// <param name="Series">The groups that each bar is stacked from, the largest first.</param>
/// <param name="HasOthers">Whether the last of the series is all other groups together.</param>
/// <param name="Budget">The budget line, or null for none.</param>
internal sealed record Chart(ImmutableArray<SpendDay> Days, ImmutableArray<SpendGroup> Series, bool HasOthers, BudgetLine? Budget)
{
    private const int Largest = 6;

    /// <summary>Shows the last days.</summary>
    public static Chart Of(DailySpend spend, int days, BudgetLine? budget)
    {
        var groups = spend.Groups.Select(group => group with { UsdByDay = group.UsdByDay[^days..] })
            .Where(static group => group.UsdByDay.Any(static usd => usd != 0m))
            .OrderByDescending(group => group.Last(days))
            .ToList();

        // A single other group takes no more room than "other (1)".
        var others = groups.Count > Largest + 1 ? groups[Largest..] : [];
        var series = groups.Take(groups.Count - others.Count).ToImmutableArray();
        if (others.Count > 0)
        {
            decimal[] usdByDay = [.. Enumerable.Range(0, days).Select(day => others.Sum(group => group.UsdByDay[day]))];
            series = series.Add(new SpendGroup(null, null, $"other ({others.Count})", usdByDay));
        }

        return new Chart(spend.Days[^days..], series, others.Count > 0, budget);
    }

    /// <summary>The number of the colour of a series; all others together are grey.</summary>
    public int Colour(int index) => HasOthers && index == Series.Length - 1 ? Largest + 1 : index;
}
