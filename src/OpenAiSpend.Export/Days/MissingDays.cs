using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Export.Days;

/// <summary>
/// The days that answers lack. A quiet day has an empty bucket, so a day without one is unknown. Days before the first bucket
/// of any surface are before the organization's history, and not missing; where no bucket came at all, every day is.
/// </summary>
/// <param name="now">The current instant.</param>
internal sealed class MissingDays(DateTimeOffset now)
{
    // The day that has just begun has no bucket yet.
    private static readonly TimeSpan NoBucketYet = TimeSpan.FromHours(1);

    private readonly SortedDictionary<string, SortedSet<UtcDay>> _bySurface = new(StringComparer.Ordinal);
    private UtcDay? _first;

    /// <summary>The days of a reading that have no bucket.</summary>
    public IEnumerable<UtcDay> In(SurfaceReading reading) => Enumerable.Range(0, reading.Window.Days)
        .Select(reading.Window.Start.AddDays)
        .Except(reading.Buckets.Select(static bucket => bucket.Day))
        .Where(day => now >= day.Start + NoBucketYet);

    public void Add(BucketSurface surface, SurfaceReading reading)
    {
        if (!_bySurface.TryGetValue(surface.Name, out var days))
        {
            _bySurface.Add(surface.Name, days = []);
        }

        days.UnionWith(In(reading));
        foreach (var bucket in reading.Buckets)
        {
            _first = bucket.Day < (_first ?? bucket.Day.Next) ? bucket.Day : _first;
        }
    }

    /// <summary>The days by surface, such as <c>costs of 2026-10-03; completions of 2026-10-05 to 2026-10-07</c>; empty where none is missing.</summary>
    public override string ToString() => string.Join("; ", _bySurface
        .Select(surface => (Name: surface.Key, Days: surface.Value.Where(day => day >= (_first ?? day)).ToList()))
        .Where(static surface => surface.Days.Count > 0)
        .Select(static surface => $"{surface.Name} of {string.Join(", ", Runs(surface.Days))}"));

    private static IEnumerable<string> Runs(List<UtcDay> days) => days
        .Index()
        .GroupBy(static day => day.Item.AddDays(-day.Index))
        .Select(static run => (First: run.First().Item, Last: run.Last().Item))
        .Select(static run => run.First == run.Last ? $"{run.First}" : $"{run.First} to {run.Last}");
}
