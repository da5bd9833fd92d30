using System.Collections.Immutable;
using OpenAiSpend.Page.Queries;

namespace OpenAiSpend.Page.Views;

/// <summary>The most expensive projects, models or line items.</summary>
/// <param name="By">What the groups are.</param>
/// <param name="Groups">The groups, in order.</param>
/// <param name="Others">How many groups there are besides.</param>
/// <param name="OthersUsd">What they cost together.</param>
/// <param name="TotalUsd">What everything costs together.</param>
internal sealed record TopSpend(Breakdown By, ImmutableArray<TopGroup> Groups, int Others, decimal OthersUsd, decimal TotalUsd)
{
    /// <summary>Brings the groups of the last days into order.</summary>
    /// <param name="spend">Spend by day, of two weeks and a day at least.</param>
    /// <param name="query">What the reader wants.</param>
    public static TopSpend Of(DailySpend spend, SpendPageQuery query)
    {
        // The weeks end with yesterday: today is not over, and no day to compare a whole one with.
        var groups = spend.Groups
            .Select(group => new TopGroup(group, group.Last(query.Days), Week(group, 1), Week(group, 1 + Overview.Week)))
            .Where(static top => top.Usd != 0m || top.WeekUsd is not (null or 0m) || top.WeekBeforeUsd is not (null or 0m))
            .ToList();
        var sorted = query.Sort switch
        {
            SortOrder.Name => groups.OrderBy(static top => top.Group.Name, StringComparer.OrdinalIgnoreCase),
            SortOrder.Week => groups.OrderByDescending(static top => top.WeekUsd),
            SortOrder.Change => groups.OrderByDescending(static top => Math.Abs(top.WeekUsd - top.WeekBeforeUsd ?? 0m)),
            _ => groups.OrderByDescending(static top => top.Usd),
        };
        var shown = sorted.Take(query.Top).ToImmutableArray();
        var total = groups.Sum(static top => top.Usd);
        return new TopSpend(spend.By, shown, groups.Count - shown.Length, total - shown.Sum(static top => top.Usd), total);

        // A week of which a day is not known is not a week.
        decimal? Week(SpendGroup group, int ago)
        {
            var days = ^(ago + Overview.Week)..^ago;
            return spend.Days[days].All(day => day.State != DayState.Unknown && (group.Organization is { } owner ? !day.Missing.Contains(owner) : day.Missing.IsEmpty))
                ? group.UsdByDay[days].Sum()
                : null;
        }
    }
}

/// <summary>A project, model or line item.</summary>
/// <param name="Group">Which one.</param>
/// <param name="Usd">US dollars of the days that are shown, as far as they are known.</param>
/// <param name="WeekUsd">US dollars of the last seven finished days, or null where not all of them are known.</param>
/// <param name="WeekBeforeUsd">US dollars of the seven days before those, likewise.</param>
internal sealed record TopGroup(SpendGroup Group, decimal Usd, decimal? WeekUsd, decimal? WeekBeforeUsd);
