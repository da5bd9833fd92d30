using System.Collections.Immutable;
using OpenAiSpend.Page.Queries;

namespace OpenAiSpend.Page.Views;

/// <summary>The most expensive projects, models or line items.</summary>
/// <param name="By">What the rows are.</param>
/// <param name="Rows">The rows, in order.</param>
/// <param name="Others">How many rows there would be besides.</param>
/// <param name="OthersUsd">What they cost together.</param>
/// <param name="TotalUsd">What everything costs together.</param>
internal sealed record TopTable(Breakdown By, ImmutableArray<TopRow> Rows, int Others, decimal OthersUsd, decimal TotalUsd)
{
    /// <summary>Makes the table of the last days.</summary>
    /// <param name="table">Spend by day, of two weeks and a day at least.</param>
    /// <param name="query">What the reader wants.</param>
    public static TopTable Of(SpendTable table, PageQuery query)
    {
        // The two weeks end with yesterday: today is not over, and no day to compare a whole one with.
        var twoWeeks = table.Days.SkipLast(1).TakeLast(2 * Overview.Week);
        var isComparable = twoWeeks.All(static day => day.State != DayState.Unknown && day.Missing.IsEmpty);
        var rows = table.Groups
            .Select(group => new TopRow(
                group,
                group.Last(query.Days),
                group.Between(Overview.Week + 1, 1),
                isComparable ? group.Between((2 * Overview.Week) + 1, Overview.Week + 1) : null))
            .Where(static row => row.Usd != 0m || row.WeekUsd != 0m || row.WeekBeforeUsd is not (null or 0m))
            .ToList();
        var sorted = query.Sort switch
        {
            TableOrder.Name => rows.OrderBy(static row => row.Group.Name, StringComparer.OrdinalIgnoreCase),
            TableOrder.Week => rows.OrderByDescending(static row => row.WeekUsd),
            TableOrder.Change => rows.OrderByDescending(static row => Math.Abs(row.WeekUsd - (row.WeekBeforeUsd ?? row.WeekUsd))),
            _ => rows.OrderByDescending(static row => row.Usd),
        };
        var shown = sorted.Take(query.Top).ToImmutableArray();
        var total = rows.Sum(static row => row.Usd);
        return new TopTable(table.By, shown, rows.Count - shown.Length, total - shown.Sum(static row => row.Usd), total);
    }
}
