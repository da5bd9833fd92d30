using System.Collections.Immutable;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>
/// The days of one surface. A reading replaces the days that it covers and touches no other; nothing is ever added to
/// a day that was read before.
/// </summary>
internal sealed class SurfaceLedger(SurfacePlan plan)
{
    private SurfaceSnapshot? _current;

    /// <summary>The days as they were last read, or null before the first reading.</summary>
    public SurfaceSnapshot? Current => Volatile.Read(ref _current);

    /// <summary>Takes a reading in.</summary>
    public SurfaceSnapshot Apply(SurfaceReading reading, DateTimeOffset readAt)
    {
        var after = Merge(Current, reading, readAt);
        Volatile.Write(ref _current, after);
        return after;
    }

    /// <summary>
    /// Takes in what an earlier run of the program knew, unless its rows are broken down otherwise. The next reading
    /// drops the days that are none of the plan's.
    /// </summary>
    /// <returns>What is known now, or null where nothing was taken in.</returns>
    public SurfaceSnapshot? Restore(SurfaceSnapshot earlier, DateTimeOffset now)
    {
        if (!earlier.GroupBy.SequenceEqual(plan.GroupBy))
        {
            return null;
        }

        var restored = earlier with { SettleDays = plan.SettleDays, ReadAt = NotAfter(now, earlier.ReadAt) };
        Volatile.Write(ref _current, restored);
        return restored;
    }

    private SurfaceSnapshot Merge(SurfaceSnapshot? before, SurfaceReading reading, DateTimeOffset readAt)
    {
        var known = Join(before?.Known, reading.Window);
        var oldest = plan.History(reading.Window.Last).Start;
        if (known.Start < oldest)
        {
            known = new DayWindow(oldest, known.End);
        }

        var days = new SortedDictionary<UtcDay, Bucket>();
        foreach (var bucket in before?.Buckets ?? [])
        {
            if (known.Contains(bucket.Day) && !reading.Window.Contains(bucket.Day))
            {
                days.Add(bucket.Day, bucket);
            }
        }

        foreach (var bucket in reading.Buckets)
        {
            if (known.Contains(bucket.Day))
            {
                days.Add(bucket.Day, SameOrNew(before?.Find(bucket.Day), bucket));
            }
        }

        return new SurfaceSnapshot
        {
            Surface = plan.Surface,
            GroupBy = plan.GroupBy,
            Known = known,
            Buckets = [.. days.Values],
            SettleDays = plan.SettleDays,
            ReadAt = readAt,
            FirstCompleteTotals = FirstCompleteTotals(before, known, days),
        };
    }

    // A clock that was ahead then must not make the data look fresh for as long as it was.
    private static DateTimeOffset NotAfter(DateTimeOffset now, DateTimeOffset instant) => instant < now ? instant : now;

    // A day that did not change keeps its old bucket, so that the new one's memory goes back at once.
    private static Bucket SameOrNew(Bucket? before, Bucket after) =>
        before is not null && before.End == after.End && before.ContentEquals(after) ? before : after;

    // A gap between what was known and what was read would pass for quiet days, so days before a gap are forgotten.
    private static DayWindow Join(DayWindow? known, DayWindow read) =>
        known is { } old && old.Start < read.Start && read.Start <= old.End ? new DayWindow(old.Start, read.End) : read;

    private ImmutableSortedDictionary<UtcDay, decimal> FirstCompleteTotals(
        SurfaceSnapshot? before, DayWindow known, SortedDictionary<UtcDay, Bucket> days)
    {
        if (plan.Surface != Surface.Costs)
        {
            return ImmutableSortedDictionary<UtcDay, decimal>.Empty;
        }

        var totals = ImmutableSortedDictionary.CreateBuilder<UtcDay, decimal>();

        // The last known day was still running when it was read, so it is not complete yet.
        for (var day = known.Start; day < known.Last; day = day.Next)
        {
            totals[day] = before is not null && before.FirstCompleteTotals.TryGetValue(day, out var first)
                ? first
                : days.TryGetValue(day, out var bucket) ? bucket.TotalUsd() : 0m;
        }

        return totals.ToImmutable();
    }
}
