namespace OpenAiSpend.Simulator;

/// <summary>One number of a usage row: the sum of some of the counts that the ledger keeps.</summary>
/// <param name="Name">The JSON member.</param>
/// <param name="Counts">The places of the summed counts.</param>
/// <param name="IsRequired">Whether the API promises the member; an optional one may be missing where it is zero.</param>
/// <param name="IsNullable">Whether the member may be null where it is zero.</param>
internal sealed record Measure(string Name, int[] Counts, bool IsRequired = true, bool IsNullable = false)
{
    public long Of(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (var place in Counts)
            sum += counts[place];
        return sum;
    }
}

/// <summary>What one usage surface measures and what it can be grouped by.</summary>
internal sealed record SurfaceSchema(
    string Name, string ResultName, string[] Dimensions, Measure[] Measures, int CountLength, bool QuietWeekends = false)
{
    /// <summary>The <c>object</c> of a row; it does not always follow from the name.</summary>
    public string ObjectName => $"organization.usage.{ResultName}.result";

    /// <summary>The token measures of completions are sums of twelve counts, which makes its identities hold by construction.</summary>
    public static SurfaceSchema Completions { get; } = new(
        "completions",
        "completions",
        ["project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "api_source"],
        [
            new("input_tokens", [0, 1, 2, 3, 4, 5, 6, 10]),
            new("input_cached_tokens", [3, 4, 5], false),
            new("input_cache_write_tokens", [6, 10], false),
            new("input_cache_write_30m_tokens", [6], false, IsNullable: true),
            new("input_cache_write_12h_tokens", [10], false, IsNullable: true),
            new("input_uncached_tokens", [0, 1, 2], false),
            new("output_tokens", [7, 8, 9]),
            new("input_text_tokens", [0], false),
            new("output_text_tokens", [7], false),
            new("input_cached_text_tokens", [3], false),
            new("input_audio_tokens", [1], false),
            new("input_cached_audio_tokens", [4], false),
            new("output_audio_tokens", [8], false),
            new("input_image_tokens", [2], false),
            new("input_cached_image_tokens", [5], false),
            new("output_image_tokens", [9], false),
            new("num_model_requests", [11]),
        ],
        12);

    /// <summary>Counts what completions count; whatever is optional may be null.</summary>
    public static SurfaceSchema Decisions { get; } = Completions with
    {
        Name = "decisions",
        ResultName = "decisions",
        Measures = [.. Completions.Measures.Select(measure => measure with { IsNullable = !measure.IsRequired })],
    };

    public static SurfaceSchema Embeddings { get; } = Simple("embeddings", "input_tokens");

    public static SurfaceSchema Moderations { get; } = Simple("moderations", "input_tokens");

    public static SurfaceSchema Images { get; } = new(
        "images",
        "images",
        ["project_id", "user_id", "api_key_id", "model", "size", "source"],
        [new("images", [0]), new("num_model_requests", [1])],
        2,
        QuietWeekends: true);

    public static SurfaceSchema AudioSpeeches { get; } = Simple("audio_speeches", "characters", quietWeekends: true);

    public static SurfaceSchema AudioTranscriptions { get; } = Simple("audio_transcriptions", "seconds", quietWeekends: true);

    public static SurfaceSchema VectorStores { get; } = new("vector_stores", "vector_stores", ["project_id"], [new("usage_bytes", [0])], 1);

    public static SurfaceSchema CodeInterpreterSessions { get; } = new(
        "code_interpreter_sessions", "code_interpreter_sessions", ["project_id"], [new("num_sessions", [0], false)], 1, QuietWeekends: true);

    public static SurfaceSchema FileSearchCalls { get; } = new(
        "file_search_calls",
        "file_searches",
        ["project_id", "user_id", "api_key_id", "vector_store_id"],
        [new("num_requests", [0])],
        1);

    public static SurfaceSchema WebSearchCalls { get; } = new(
        "web_search_calls",
        "web_searches",
        ["project_id", "user_id", "api_key_id", "model", "context_level", "api_source"],
        [new("num_model_requests", [1]), new("num_requests", [0])],
        2);

    /// <summary>What is billed and never shows up in any usage report: storage, fees.</summary>
    public static SurfaceSchema BilledOnly { get; } = new("billed_only", "billed_only", ["project_id"], [], 1);

    public static IReadOnlyDictionary<string, SurfaceSchema> ByName { get; } = new[]
    {
        Completions, Embeddings, Moderations, Images, AudioSpeeches, AudioTranscriptions,
        VectorStores, CodeInterpreterSessions, FileSearchCalls, WebSearchCalls, Decisions,
    }.ToDictionary(schema => schema.Name, StringComparer.Ordinal);

    private static SurfaceSchema Simple(string name, string measure, bool quietWeekends = false) => new(
        name,
        name,
        ["project_id", "user_id", "api_key_id", "model"],
        [new(measure, [0]), new("num_model_requests", [1])],
        2,
        quietWeekends);
}
