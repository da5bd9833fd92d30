using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Page.Sums;

/// <summary>
/// The days of one surface, each added up once. A bucket that did not change is the same object in the next snapshot, so
/// that only the days which a poll changed are added up again.
/// </summary>
/// <typeparam name="T">What a day is added up to.</typeparam>
/// <param name="surface">The surface.</param>
/// <param name="add">Adds up the rows of a bucket.</param>
/// <param name="cache">What was added up of earlier snapshots; it goes with the buckets.</param>
internal sealed class DaySums<T>(SurfaceSnapshot surface, Func<Bucket, ProjectChoice, T> add, ConditionalWeakTable<Bucket, T> cache)
    where T : class
{
    // Sums of single projects are kept as long as the snapshot lives; a crawler that asks for all of them must not fill the memory.
    private const int MostChoices = 64;

    private readonly Dictionary<UtcDay, Bucket> _buckets = surface.Buckets.ToDictionary(static bucket => bucket.Day);
    private readonly ConcurrentDictionary<(UtcDay Day, string Project), T> _ofProjects = new();

    /// <summary>The surface.</summary>
    public SurfaceSnapshot Surface => surface;

    /// <summary>Adds up every day, so that the first reader need not wait.</summary>
    public void AddUp()
    {
        foreach (var day in _buckets.Keys)
        {
            Find(day, ProjectChoice.All);
        }
    }

    /// <summary>What a day adds up to; null on a quiet day, and on one that is not known.</summary>
    public T? Find(UtcDay day, ProjectChoice projects)
    {
        if (!_buckets.TryGetValue(day, out var bucket))
        {
            return null;
        }

        if (projects.IsAll)
        {
            return cache.GetValue(bucket, bucket => add(bucket, ProjectChoice.All));
        }

        if (_ofProjects.Count > MostChoices * _buckets.Count)
        {
            _ofProjects.Clear();
        }

        return _ofProjects.GetOrAdd((day, projects.Text!), _ => add(bucket, projects));
    }
}
