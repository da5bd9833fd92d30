using System.Collections.Immutable;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>
/// The days of one surface. A reading replaces the days that came with it and touches no other; nothing is ever added to
/// a day that was read before, and a day that did not come keeps what was known.
/// </summary>
internal static class SurfaceHistory
{
    // Costs lag hours. A day is taken to be complete when it has been over for as long as it lasted: what its total is then
    // is what later revisions are measured against.
    private static readonly TimeSpan CompleteAfter = TimeSpan.FromHours(24);

    // A machine whose clock is further off may take another day for today.
    private static readonly TimeSpan ClockSkewOfAnotherDay = TimeSpan.FromHours(1);

    /// <summary>Puts a reading into what was known; of a clock that is far off, today is not known. Gives back what was known where the reading changes nothing.</summary>
    /// <param name="schedule">Which days are kept.</param>
    /// <param name="before">What was known, or null before the first reading.</param>
    /// <param name="reading">The reading.</param>
    /// <param name="now">The time.</param>
    public static SurfaceSnapshot Merge(PollSchedule schedule, SurfaceSnapshot? before, SurfaceReading reading, DateTimeOffset now)
    {
        var window = Join(before?.Window, reading.Window);
        var oldest = schedule.History(reading.Window.Last).Start;
        if (window.Start < oldest)
        {
            window = new DayWindow(oldest, window.End);
        }

        UtcDay? notToday = reading.ClockSkew(now)?.Duration() > ClockSkewOfAnotherDay ? UtcDay.Of(now) : null;
        var days = new SortedDictionary<UtcDay, Bucket>();
        foreach (var bucket in (before?.Buckets ?? []).Where(IsKept))
        {
            days[bucket.Day] = bucket;
        }

        foreach (var bucket in reading.Buckets.Where(IsKept))
        {
            days[bucket.Day] = SameOrNew(days.GetValueOrDefault(bucket.Day), bucket);
        }

        var historyStart = reading.Buckets.IsEmpty ? before?.HistoryStart
            : before?.HistoryStart is { } known && known < reading.Buckets[0].Day ? known
            : reading.Buckets[0].Day;
        var after = new SurfaceSnapshot
        {
            Surface = schedule.Surface,
            GroupBy = schedule.GroupBy,
            Origin = schedule.Origin,
            Window = window,
            Buckets = [.. days.Values],
            HistoryStart = historyStart,
            SettleDays = schedule.SettleDays,
            FirstCompleteTotals = FirstCompleteTotals(schedule.Surface, before, days.Values, now),
        };
        return before is not null && IsSame(before, after) ? before : after;

        bool IsKept(Bucket bucket) => window.Contains(bucket.Day) && bucket.Day != notToday;
    }

    /// <summary>The organization with these days of a surface. Surfaces are in the order of <see cref="Surface.Buckets"/>.</summary>
    public static OrganizationSnapshot Put(OrganizationSnapshot numbers, SurfaceSnapshot surface)
    {
        var before = numbers.Find(surface.Surface);
        return ReferenceEquals(before, surface) ? numbers : numbers with
        {
            Surfaces =
            [
                .. numbers.Surfaces.Where(other => other != before).Append(surface).OrderBy(static known => Surface.Buckets.IndexOf(known.Surface)),
            ],
        };
    }

    /// <summary>What an earlier run of the program knew, by the schedule of this one; null where its rows are broken down otherwise.</summary>
    public static SurfaceSnapshot? Restore(PollSchedule schedule, SurfaceSnapshot earlier) =>
        earlier.GroupBy.SequenceEqual(schedule.GroupBy) && earlier.Origin == schedule.Origin ? earlier with { SettleDays = schedule.SettleDays } : null;

    private static bool IsSame(SurfaceSnapshot before, SurfaceSnapshot after) =>
        before.Window == after.Window
        && before.HistoryStart == after.HistoryStart
        && before.Buckets.AsSpan().SequenceEqual(after.Buckets.AsSpan(), ReferenceEqualityComparer.Instance)
        && before.FirstCompleteTotals.SequenceEqual(after.FirstCompleteTotals);

    // A day that did not change keeps its old bucket, so that the new one's memory goes back at once.
    private static Bucket SameOrNew(Bucket? before, Bucket after) =>
        before is not null && before.End == after.End && before.ContentEquals(after) ? before : after;

    // A gap between what was asked for before and now would pass for days that did not come, so days before a gap are forgotten.
    private static DayWindow Join(DayWindow? known, DayWindow read) =>
        known is { } old && old.Start < read.Start && read.Start <= old.End ? new DayWindow(old.Start, read.End) : read;

    private static ImmutableSortedDictionary<UtcDay, decimal> FirstCompleteTotals(
        BucketSurface surface, SurfaceSnapshot? before, IEnumerable<Bucket> days, DateTimeOffset now) => surface != Surface.Costs
        ? ImmutableSortedDictionary<UtcDay, decimal>.Empty
        : days.Where(bucket => bucket.Day.Next.Start + CompleteAfter <= now).ToImmutableSortedDictionary(
            static bucket => bucket.Day,
            bucket => before is not null && before.FirstCompleteTotals.TryGetValue(bucket.Day, out var first) ? first : bucket.TotalUsd());
}
