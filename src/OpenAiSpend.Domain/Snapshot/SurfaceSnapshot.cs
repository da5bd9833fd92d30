using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Snapshot;

/// <summary>The days of one surface as they were last read. It never changes.</summary>
public sealed record SurfaceSnapshot
{
    /// <summary>The surface.</summary>
    public required BucketSurface Surface { get; init; }

    /// <summary>The dimensions that the rows are broken down by; the others of the surface are null in every row.</summary>
    public required ImmutableArray<Dimension> GroupBy { get; init; }

    /// <summary>What the rows depend on besides <see cref="GroupBy"/>, such as the label that names a customer; null for OpenAI's surfaces.</summary>
    public string? Origin { get; init; }

    /// <summary>
    /// The days that have been asked for, without a gap. The last one is the day on which the surface was last read with
    /// success: a later day is unknown, not zero. So is a day of the window for which no bucket ever came.
    /// </summary>
    public required DayWindow Window { get; init; }

    /// <summary>The buckets that came, oldest day first; that of a quiet day has no rows.</summary>
    public required ImmutableArray<Bucket> Buckets { get; init; }

    /// <summary>
    /// The first day of which a bucket ever came, or null where none did. The organization has no history before it: such
    /// days count as quiet ones.
    /// </summary>
    public UtcDay? HistoryStart { get; init; }

    /// <summary>How many days, <see cref="Window"/>'s last one included, OpenAI may still revise. Default 1: only the last.</summary>
    public int SettleDays { get; init; } = 1;

    /// <summary>
    /// For each day that is plausibly complete, the total of the surface's first measure when the day was first seen so.
    /// What the day's total is now, less this, is how much it was revised. Only kept for costs in US dollars.
    /// </summary>
    public ImmutableSortedDictionary<UtcDay, decimal> FirstCompleteTotals { get; init; } =
        ImmutableSortedDictionary<UtcDay, decimal>.Empty;

    /// <summary>The first day that OpenAI may still revise.</summary>
    public UtcDay FirstUnsettled => Window.End.AddDays(-SettleDays);

    /// <summary>The end of the newest bucket that holds data, or null where none does.</summary>
    public DateTimeOffset? DataThrough => Buckets.LastOrDefault(static bucket => bucket.Count > 0)?.End;

    /// <summary>Whether what happened on a day is known: its bucket came, or the organization had no history yet.</summary>
    public bool IsKnown(UtcDay day) => Find(day) is not null;

    /// <summary>Whether every day of a window is known.</summary>
    public bool IsKnown(DayWindow days)
    {
        for (var day = days.Start; day < days.End; day = day.Next)
        {
            if (!IsKnown(day))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The days of <see cref="Window"/> before <paramref name="today"/> of which nothing is known because no bucket came.</summary>
    public IEnumerable<UtcDay> MissingDays(UtcDay today)
    {
        for (var day = Window.Start; day < Window.End && day < today; day = day.Next)
        {
            if (!IsKnown(day))
            {
                yield return day;
            }
        }
    }

    /// <summary>The bucket of a day, an empty one where the day lies before the organization's history, or null where the day is unknown.</summary>
    public Bucket? Find(UtcDay day)
    {
        if (!Window.Contains(day))
        {
            return null;
        }

        foreach (var bucket in Buckets)
        {
            if (bucket.Day == day)
            {
                return bucket;
            }
        }

        return HistoryStart is { } start && day < start ? Bucket.Empty(Surface, day) : null;
    }
}
