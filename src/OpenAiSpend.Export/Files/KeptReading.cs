using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Export.Files;

/// <summary>What was read of a surface, as a partial file keeps it. Only a run of the same version reads it.</summary>
internal sealed record KeptReading(
    int Start, int End, int Pages, ImmutableSortedDictionary<string, int> RejectedRows, ImmutableArray<string> Notices, ImmutableArray<KeptBucket> Buckets)
{
    public static KeptReading Of(SurfaceReading reading) => new(
        reading.Window.Start.Number, reading.Window.End.Number, reading.Pages, reading.RejectedRows, reading.Notices, [.. reading.Buckets.Select(KeptBucket.Of)]);

    public SurfaceReading Restore(SurfaceQuery query) => new()
    {
        GroupBy = query.GroupBy,
        Window = new DayWindow(new UtcDay(Start), new UtcDay(End)),
        Pages = Pages,
        RejectedRows = RejectedRows,
        Notices = Notices,
        Buckets = [.. Buckets.Select(bucket => bucket.Restore(query.Surface))],
    };
}

/// <summary>A bucket of a <see cref="KeptReading"/>; each row's dimensions and measures in the order of its surface, null where there is none.</summary>
internal sealed record KeptBucket(int Day, DateTimeOffset End, string?[][] Dimensions, decimal?[][] Measures)
{
    public static KeptBucket Of(Bucket bucket)
    {
        var rows = Enumerable.Range(0, bucket.Count);
        var measures = Enumerable.Range(0, bucket.Surface.Measures.Length);
        return new KeptBucket(
            bucket.Day.Number,
            bucket.End,
            [.. rows.Select(row => bucket.Dimensions(row).ToArray())],
            [.. rows.Select(row => measures.Select(measure => bucket.Value(row, measure)).ToArray())]);
    }

    public Bucket Restore(BucketSurface surface)
    {
        var builder = new BucketBuilder(surface, new UtcDay(Day)) { End = End };
        foreach (var (dimensions, measures) in Dimensions.Zip(Measures))
        {
            var present = measures.Index().Where(static measure => measure.Item is not null).Aggregate(0u, static (bits, measure) => bits | (1u << measure.Index));
            builder.Add(dimensions, [.. measures.Select(static measure => measure ?? 0m)], present);
        }

        return builder.Build();
    }
}

[JsonSerializable(typeof(KeptReading))]
internal sealed partial class KeptJson : JsonSerializerContext;
