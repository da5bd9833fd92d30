namespace OpenAiSpend.ProgramKit;

/// <summary>One measure of one usage surface, by OpenAI's names and by the names on the page, written down independently of the program.</summary>
/// <param name="Surface">The last segment of OpenAI's path.</param>
/// <param name="Measure">OpenAI's name of the measure.</param>
/// <param name="Today">The family of the current day.</param>
/// <param name="Daily">The family of the trailing days.</param>
/// <param name="IsOptional">Whether OpenAI may leave the measure out.</param>
public sealed record UsageMetric(string Surface, string Measure, string Today, string Daily, bool IsOptional = false)
{
    private static readonly Dictionary<string, string[]> Dimensions = new()
    {
        ["completions"] = ["model", "user_id", "api_key_id", "batch", "service_tier"],
        ["embeddings"] = ["model", "user_id", "api_key_id"],
        ["moderations"] = ["model", "user_id", "api_key_id"],
        ["images"] = ["model", "user_id", "api_key_id", "size", "source"],
        ["audio_speeches"] = ["model", "user_id", "api_key_id"],
        ["audio_transcriptions"] = ["model", "user_id", "api_key_id"],
        ["vector_stores"] = [],
        ["code_interpreter_sessions"] = [],
        ["file_search_calls"] = ["user_id", "api_key_id", "vector_store_id"],
        ["web_search_calls"] = ["model", "user_id", "api_key_id", "context_level"],
        ["decisions"] = ["model", "user_id", "api_key_id", "batch", "service_tier"],
    };

    public static IReadOnlyList<UsageMetric> All { get; } =
    [
        Of("completions", "input_tokens"),
        Of("completions", "output_tokens"),
        Of("completions", "num_model_requests", "requests"),
        Of("completions", "input_uncached_tokens", isOptional: true),
        Of("completions", "input_cached_tokens", isOptional: true),
        Of("completions", "input_cache_write_tokens", isOptional: true),
        Of("completions", "input_text_tokens", isOptional: true),
        Of("completions", "input_audio_tokens", isOptional: true),
        Of("completions", "input_image_tokens", isOptional: true),
        Of("completions", "input_cached_text_tokens", isOptional: true),
        Of("completions", "input_cached_audio_tokens", isOptional: true),
        Of("completions", "input_cached_image_tokens", isOptional: true),
        Of("completions", "output_text_tokens", isOptional: true),
        Of("completions", "output_audio_tokens", isOptional: true),
        Of("completions", "output_image_tokens", isOptional: true),
        Of("completions", "input_cache_write_30m_tokens", isOptional: true),
        Of("completions", "input_cache_write_12h_tokens", isOptional: true),
        Of("embeddings", "input_tokens"),
        Of("embeddings", "num_model_requests", "requests"),
        Of("moderations", "input_tokens"),
        Of("moderations", "num_model_requests", "requests"),
        Of("images", "images", "count"),
        Of("images", "num_model_requests", "requests"),
        Of("audio_speeches", "characters"),
        Of("audio_speeches", "num_model_requests", "requests"),
        Of("audio_transcriptions", "seconds"),
        Of("audio_transcriptions", "num_model_requests", "requests"),
        Of("vector_stores", "usage_bytes"),
        new("code_interpreter_sessions", "num_sessions", "openai_code_interpreter_sessions", "openai_code_interpreter_daily_sessions", IsOptional: true),
        Of("file_search_calls", "num_requests", "requests"),
        Of("web_search_calls", "num_requests", "requests"),
        Of("web_search_calls", "num_model_requests", "model_requests"),
        Of("decisions", "input_tokens"),
        Of("decisions", "output_tokens"),
        Of("decisions", "num_model_requests", "requests"),
        Of("decisions", "input_uncached_tokens", isOptional: true),
        Of("decisions", "input_cached_tokens", isOptional: true),
        Of("decisions", "input_cache_write_tokens", isOptional: true),
        Of("decisions", "input_text_tokens", isOptional: true),
        Of("decisions", "input_audio_tokens", isOptional: true),
        Of("decisions", "input_image_tokens", isOptional: true),
        Of("decisions", "input_cached_text_tokens", isOptional: true),
        Of("decisions", "input_cached_audio_tokens", isOptional: true),
        Of("decisions", "input_cached_image_tokens", isOptional: true),
        Of("decisions", "output_text_tokens", isOptional: true),
        Of("decisions", "output_audio_tokens", isOptional: true),
        Of("decisions", "output_image_tokens", isOptional: true),
        Of("decisions", "input_cache_write_30m_tokens", isOptional: true),
        Of("decisions", "input_cache_write_12h_tokens", isOptional: true),
    ];

    /// <summary>Costs and the eleven usage surfaces.</summary>
    public static IReadOnlyList<string> Surfaces { get; } = ["costs", .. Dimensions.Keys];

    /// <summary>OpenAI's dimensions of the surface besides the project.</summary>
    public IReadOnlyList<string> OwnDimensions => Dimensions[Surface];

    /// <summary>The labels of the family of the current day.</summary>
    public IEnumerable<string> Labels => ["organization", "project_id", "project", .. OwnDimensions];

    public override string ToString() => $"{Surface} {Measure}";

    private static UsageMetric Of(string surface, string measure, string? suffix = null, bool isOptional = false) =>
        new(surface, measure, $"openai_{surface}_{suffix ?? measure}", $"openai_{surface}_daily_{suffix ?? measure}", isOptional);
}
