using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Page.Views;

/// <summary>Daily spend as stacked bars: the six largest and the others.</summary>
/// <param name="Days">The days.</param>
/// <param name="Series">The parts of each bar, the largest first; the last one may be all others together.</param>
/// <param name="Budget">The budget line, or null for none.</param>
internal sealed record Chart(ImmutableArray<SpendDay> Days, ImmutableArray<SpendGroup> Series, BudgetLine? Budget)
{
    /// <summary>How many are shown by themselves.</summary>
    public const int Largest = 6;

    /// <summary>What all others together are called.</summary>
    public const string Others = "other";

    /// <summary>The last days of a table.</summary>
    public static Chart Of(SpendTable table, int days, BudgetLine? budget)
    {
        var skip = table.Window.Days - days;
        var groups = table.Groups.Select(group => group with { UsdByDay = group.UsdByDay[skip..] })
            .Where(static group => group.UsdByDay.Any(static usd => usd != 0m))
            .OrderByDescending(group => group.Last(days))
            .ToList();
        var series = groups.Take(groups.Count == Largest + 1 ? groups.Count : Largest).ToList();
        if (groups.Count > series.Count)
        {
            var others = new decimal[days];
            foreach (var group in groups.Skip(series.Count))
            {
                for (var i = 0; i < days; i++)
                {
                    others[i] += group.UsdByDay[i];
                }
            }

            series.Add(new SpendGroup(null, null, $"{Others} ({groups.Count - series.Count})", others));
        }

        return new Chart([.. table.Days.Skip(skip)], [.. series], budget);
    }

    /// <summary>The first day.</summary>
    public UtcDay First => Days[0].Day;
}
