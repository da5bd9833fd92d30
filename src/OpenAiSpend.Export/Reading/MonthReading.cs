using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Export.Reading;

/// <summary>What was read of the days of one month.</summary>
/// <param name="Window">The days that were asked for.</param>
/// <param name="Readings">What was read, by surface; a surface that could not be read is not there.</param>
internal sealed record MonthReading(DayWindow Window, ImmutableDictionary<BucketSurface, SurfaceReading> Readings)
{
    /// <summary>The bucket of a day, or null where the day was not read or has none.</summary>
    public Bucket? Find(BucketSurface surface, UtcDay day)
    {
        if (Readings.TryGetValue(surface, out var reading))
        {
            foreach (var bucket in reading.Buckets)
            {
                if (bucket.Day == day)
                {
                    return bucket;
                }
            }
        }

        return null;
    }

    /// <summary>Every bucket of a day, of the usage surfaces.</summary>
    public ImmutableArray<Bucket> Usage(UtcDay day) =>
        [.. Surface.Usage.Select(surface => Find(surface, day)).OfType<Bucket>()];
}
