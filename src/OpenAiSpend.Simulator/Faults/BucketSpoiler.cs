using System.Text.Json.Nodes;

namespace OpenAiSpend.Simulator;

/// <summary>Changes which buckets a report page has and where they lie.</summary>
internal static class BucketSpoiler
{
    private const long Hour = 3600;
    private const long Day = 24 * Hour;

    public static void Apply(Fault fault, JsonObject root, DateTimeOffset now)
    {
        if (root["data"] is not JsonArray data)
            return;
        var buckets = data.OfType<JsonObject>().Where(item => item.ContainsKey("start_time")).Select(item => (JsonObject)item.DeepClone()).ToList();
        if (buckets.Count == 0)
            return;
        IEnumerable<JsonObject> spoiled = fault.Kind switch
        {
            FaultKind.DuplicatedBuckets => buckets.SelectMany(bucket => new[] { bucket, (JsonObject)bucket.DeepClone() }),
            FaultKind.OverlappingBuckets => buckets.SelectMany(bucket => new[] { bucket, Moved(bucket, Day / 2) }),
            FaultKind.BucketsOutOfOrder => Enumerable.Reverse(buckets),
            FaultKind.UnalignedBuckets => buckets.Select(bucket => Moved(bucket, Hour)),
            FaultKind.FutureBucket => buckets.Append(Placed(buckets[^1], StartOf(now, 2), StartOf(now, 3))),
            FaultKind.MissingBuckets => buckets.Where(bucket => !IsMissing(Start(bucket))),
            FaultKind.NoBuckets => [],
            _ => buckets,
        };
        root["data"] = new JsonArray([.. spoiled]);
        if (fault is { Kind: FaultKind.NoBuckets, HasMore: false })
            (root["has_more"], root["next_page"]) = (false, null);

        bool IsMissing(long start) => start < StartOf(now, 1 - fault.DaysAgo) && start >= StartOf(now, 1 - fault.DaysAgo - (fault.Days ?? 1));
    }

    private static long StartOf(DateTimeOffset now, int daysAhead) =>
        LoadCurve.StartOf(LoadCurve.DayOf(now).AddDays(daysAhead)).ToUnixTimeSeconds();

    private static long Start(JsonObject bucket) => bucket["start_time"]!.GetValue<long>();

    private static JsonObject Moved(JsonObject bucket, long seconds) =>
        Placed(bucket, Start(bucket) + seconds, bucket["end_time"]!.GetValue<long>() + seconds);

    private static JsonObject Placed(JsonObject bucket, long start, long end)
    {
        var copy = (JsonObject)bucket.DeepClone();
        (copy["start_time"], copy["end_time"]) = (start, end);
        return copy;
    }
}
