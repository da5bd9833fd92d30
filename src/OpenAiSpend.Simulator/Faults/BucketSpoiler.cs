using System.Text.Json.Nodes;

namespace OpenAiSpend.Simulator;

/// <summary>Changes which buckets a report page has and where they lie.</summary>
internal static class BucketSpoiler
{
    private const long Hour = 3600;
    private const long Day = 24 * Hour;

    public static void Apply(FaultKind kind, JsonObject root, DateTimeOffset now)
    {
        if (root["data"] is not JsonArray data)
            return;
        var buckets = data.OfType<JsonObject>().Where(item => item.ContainsKey("start_time")).Select(item => (JsonObject)item.DeepClone()).ToList();
        if (buckets.Count == 0)
            return;
        var spoiled = kind switch
        {
            FaultKind.DuplicatedBuckets => buckets.SelectMany(bucket => new[] { bucket, (JsonObject)bucket.DeepClone() }),
            FaultKind.OverlappingBuckets => buckets.SelectMany(bucket => new[] { bucket, Moved(bucket, Day / 2) }),
            FaultKind.BucketsOutOfOrder => Enumerable.Reverse(buckets),
            FaultKind.UnalignedBuckets => buckets.Select(bucket => Moved(bucket, Hour)),
            FaultKind.FutureBucket => buckets.Append(Future(buckets[^1], now)),
            _ => null,
        };
        if (spoiled is not null)
            root["data"] = new JsonArray([.. spoiled]);
    }

    private static JsonObject Moved(JsonObject bucket, long seconds) =>
        Placed(bucket, bucket["start_time"]!.GetValue<long>() + seconds, bucket["end_time"]!.GetValue<long>() + seconds);

    private static JsonObject Future(JsonObject bucket, DateTimeOffset now)
    {
        var start = DayRhythm.StartOf(DayRhythm.DayOf(now).AddDays(2)).ToUnixTimeSeconds();
        return Placed(bucket, start, start + Day);
    }

    private static JsonObject Placed(JsonObject bucket, long start, long end)
    {
        var copy = (JsonObject)bucket.DeepClone();
        copy["start_time"] = start;
        copy["end_time"] = end;
        return copy;
    }
}
