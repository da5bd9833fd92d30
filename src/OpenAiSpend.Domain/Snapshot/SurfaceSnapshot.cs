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

    /// <summary>
    /// The days that have been read, without a gap. Its last day is the day on which the surface was last read with
    /// success: a later day is unknown, not zero.
    /// </summary>
    public required DayWindow Known { get; init; }

    /// <summary>The buckets by day, oldest first. A known day without one was quiet.</summary>
    public required ImmutableArray<Bucket> Buckets { get; init; }

    /// <summary>How many days, <see cref="Known"/>'s last one included, OpenAI may still revise. Default 1: only the last.</summary>
    public int SettleDays { get; init; } = 1;

    /// <summary>When the surface was last read with success.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>
    /// For each known day that is over, the total of the surface's first measure when the day was first seen complete.
    /// What the day's total is now, less this, is how much it was revised. Only kept for costs in US dollars.
    /// </summary>
    public ImmutableSortedDictionary<UtcDay, decimal> FirstCompleteTotals { get; init; } =
        ImmutableSortedDictionary<UtcDay, decimal>.Empty;

    /// <summary>The end of the newest bucket that holds data, or null where no known day does.</summary>
    public DateTimeOffset? DataThrough
    {
        get
        {
            for (var i = Buckets.Length - 1; i >= 0; i--)
            {
                if (Buckets[i].Count > 0)
                {
                    return Buckets[i].End;
                }
            }

            return null;
        }
    }

    /// <summary>The bucket of a day, an empty one where the day is known and quiet, or null where the day is unknown.</summary>
    public Bucket? Find(UtcDay day)
    {
        if (!Known.Contains(day))
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

        return Bucket.Empty(Surface, day);
    }
}
