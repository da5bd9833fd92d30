using System.Collections.Immutable;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>What was used: each measure of each of the eleven usage surfaces, today and daily.</summary>
internal static class UsageFamilies
{
    private static readonly Entry InputTokens = new("input_tokens", "input_tokens", "tokens", "input tokens");
    private static readonly Entry ModelRequests = new("num_model_requests", "requests", "requests", "requests to models");

    private static readonly ImmutableArray<Entry> OfTokens =
    [
        new("input_tokens", "input_tokens", "tokens", "all input tokens, cached, audio and image tokens included,"),
        new("output_tokens", "output_tokens", "tokens", "all output tokens, audio and image tokens included,"),
        ModelRequests,
        Split("input_uncached", "input tokens not read from the prompt cache"),
        Split("input_cached", "input tokens read from the prompt cache"),
        Split("input_cache_write", "input tokens written to the prompt cache"),
        Split("input_text", "text input tokens"),
        Split("input_audio", "audio input tokens"),
        Split("input_image", "image input tokens"),
        Split("input_cached_text", "text input tokens read from the prompt cache"),
        Split("input_cached_audio", "audio input tokens read from the prompt cache"),
        Split("input_cached_image", "image input tokens read from the prompt cache"),
        Split("output_text", "text output tokens"),
        Split("output_audio", "audio output tokens"),
        Split("output_image", "image output tokens"),
        Split("input_cache_write_30m", "input tokens written to the prompt cache for 30 minutes"),
        Split("input_cache_write_12h", "input tokens written to the prompt cache for 12 hours"),
    ];

    /// <summary>All of them, in the order of the page.</summary>
    public static readonly ImmutableArray<UsageFamily> All =
    [
        .. Of(Surface.Completions, "completions", "Completions", OfTokens),
        .. Of(Surface.Embeddings, "embeddings", "Embeddings", InputTokens, ModelRequests),
        .. Of(Surface.Moderations, "moderations", "Moderations", InputTokens, ModelRequests),
        .. Of(Surface.Images, "images", "Images", new("images", "count", "images", "images made"), ModelRequests),
        .. Of(Surface.AudioSpeeches, "audio_speeches", "Speech made from text",
            new("characters", "characters", "characters", "characters spoken"), ModelRequests),
        .. Of(Surface.AudioTranscriptions, "audio_transcriptions", "Text made from speech",
            new("seconds", "seconds", "seconds", "seconds of audio transcribed"), ModelRequests),
        .. Of(Surface.VectorStores, "vector_stores", "Vector stores", new Entry("usage_bytes", "usage_bytes", "bytes", "bytes stored")),
        .. Of(Surface.CodeInterpreterSessions, "code_interpreter", "Code interpreter",
            new Entry("num_sessions", "sessions", "sessions", "sessions")),
        .. Of(Surface.FileSearchCalls, "file_search_calls", "File search",
            new Entry("num_requests", "requests", "requests", "calls")),
        .. Of(Surface.WebSearchCalls, "web_search_calls", "Web search",
            new Entry("num_requests", "requests", "requests", "calls"),
            new Entry("num_model_requests", "model_requests", "requests", "requests to models that made calls")),
        .. Of(Surface.Decisions, "decisions", "Decisions", OfTokens),
    ];

    /// <summary>The measures of a surface that are parts of another one of its measures, as bits.</summary>
    public static uint Splits(BucketSurface surface) =>
        All.Where(family => family.Surface == surface && family.IsSplit).Aggregate(0u, static (bits, family) => bits | (1u << family.Measure));

    private static Entry Split(string stem, string meaning) => new($"{stem}_tokens", $"{stem}_tokens", "tokens", meaning) { IsSplit = true };

    private static IEnumerable<UsageFamily> Of(BucketSurface surface, string prefix, string subject, params ImmutableArray<Entry> entries)
    {
        ImmutableArray<string> labels =
        [
            .. LabelNames.OrganizationAndProject,
            .. surface.GroupBy.Where(dimension => dimension != Dimension.ProjectId).Select(dimension => dimension.Name),
        ];
        foreach (var entry in entries)
        {
            var (measure, suffix, unit, meaning) = entry;
            var index = surface.IndexOf(new Measure(measure));
            ArgumentOutOfRangeException.ThrowIfNegative(index, measure);
            var what = $"{subject}: {meaning}";
            yield return new UsageFamily(
                surface,
                index,
                suffix,
                entry.IsSplit,
                Today: MetricFamily.Gauge(
                    $"openai_{prefix}_{suffix}", unit, labels,
                    $"{what} in the current UTC day so far, in {unit}, as last read in the background."),
                Daily: MetricFamily.Gauge(
                    $"openai_{prefix}_daily_{suffix}", unit, [.. labels, LabelNames.Date],
                    $"{what} in each of the trailing UTC days, today included, in {unit}, as last read in the background."));
        }
    }

    /// <param name="Measure">OpenAI's name of the measure.</param>
    /// <param name="Suffix">The end of the metric name.</param>
    /// <param name="Unit">The unit in words.</param>
    /// <param name="Meaning">What is counted.</param>
    private sealed record Entry(string Measure, string Suffix, string Unit, string Meaning)
    {
        /// <summary>Whether it is a part of another measure of the surface.</summary>
        public bool IsSplit { get; init; }
    }
}
