using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Accounting.Totals;

/// <summary>The days of one surface, each added up once.</summary>
/// <typeparam name="T">What a day is added up to.</typeparam>
public sealed class DayTotals<T>
    where T : class
{
    private readonly Dictionary<UtcDay, (Bucket Bucket, T Totals)> _days = [];
    private readonly Func<Bucket, ProjectFilter, T> _add;

    /// <summary>Adds up every day. A bucket that did not change is the same object as before, and is not added up again.</summary>
    internal DayTotals(SurfaceSnapshot surface, Func<Bucket, ProjectFilter, T> add, DayTotals<T>? before)
    {
        Surface = surface;
        _add = add;
        foreach (var bucket in surface.Buckets)
        {
            _days[bucket.Day] = before is not null && before._days.TryGetValue(bucket.Day, out var earlier) && ReferenceEquals(earlier.Bucket, bucket)
                ? earlier
                : (bucket, add(bucket, ProjectFilter.All));
        }
    }

    /// <summary>The surface.</summary>
    public SurfaceSnapshot Surface { get; }

    /// <summary>What a day adds up to; null on a day of which no bucket came.</summary>
    public T? Find(UtcDay day, ProjectFilter projects) =>
        !_days.TryGetValue(day, out var known) ? null : projects.IsAll ? known.Totals : _add(known.Bucket, projects);
}
