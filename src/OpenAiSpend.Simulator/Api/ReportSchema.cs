namespace OpenAiSpend.Simulator;

/// <summary>A bucket width, and how many of its buckets a page may hold.</summary>
internal readonly record struct BucketWidth(long Seconds, int DefaultLimit, int MaximalLimit);

/// <summary>Which parameters one report accepts.</summary>
/// <param name="GroupBy">The dimensions to group by.</param>
/// <param name="Filters">The filters, by the name of their parameter, with the dimension each looks at.</param>
/// <param name="Widths">The bucket widths in seconds, with the default and the greatest number of buckets on a page.</param>
internal sealed record ReportSchema(
    IReadOnlyList<string> GroupBy,
    IReadOnlyDictionary<string, string> Filters,
    IReadOnlyDictionary<string, BucketWidth> Widths)
{
    public static readonly ReportSchema Costs = new(
        ["project_id", "line_item", "api_key_id", "user_id", "api_source"],
        new Dictionary<string, string> { ["project_ids"] = "project_id", ["api_key_ids"] = "api_key_id", ["line_items"] = "line_item" },
        new Dictionary<string, BucketWidth> { ["1d"] = new(86400, 7, 180) });

    private static readonly Dictionary<string, BucketWidth> UsageWidths = new()
    {
        ["1d"] = new(86400, 7, 31),
        ["1h"] = new(3600, 24, 168),
        ["1m"] = new(60, 60, 1440),
    };

    public static ReportSchema Of(SurfaceSchema surface) => new(
        surface.Dimensions,
        // Nothing can be filtered by service tier or source, and of the other filters only this one is not a plural.
        surface.Dimensions.Except(["service_tier", "api_source"]).ToDictionary(dimension => dimension == "batch" ? dimension : dimension + "s"),
        UsageWidths);
}
