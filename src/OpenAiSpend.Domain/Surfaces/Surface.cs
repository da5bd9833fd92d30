using System.Collections.Immutable;

namespace OpenAiSpend.Domain.Surfaces;

/// <summary>One part of OpenAI's organization API that is polled by itself and may fail by itself.</summary>
public class Surface
{
    /// <summary>Names a surface.</summary>
    protected Surface(string name) => Name = name;

    /// <summary>The name in the <c>surface</c> label and in the configuration.</summary>
    public string Name { get; }

    /// <summary>Billed amounts of each day.</summary>
    public static BucketSurface Costs { get; } = new(
        "costs",
        groupBy: [Dimension.ProjectId, Dimension.LineItem, Dimension.ApiKeyId, Dimension.UserId, Dimension.ApiSource],
        rowIdentity: [Dimension.Currency, Dimension.QuantityUnit],
        measures: [Measure.Amount, Measure.Quantity],
        onlyOnRequest: [Dimension.ApiKeyId, Dimension.UserId, Dimension.ApiSource]);

    /// <summary>Chat completions and responses.</summary>
    public static BucketSurface Completions { get; } = OfTokens("completions");

    /// <summary>Embeddings.</summary>
    public static BucketSurface Embeddings { get; } = ByModel("embeddings", Measure.InputTokens, Measure.ModelRequests);

    /// <summary>Moderations.</summary>
    public static BucketSurface Moderations { get; } = ByModel("moderations", Measure.InputTokens, Measure.ModelRequests);

    /// <summary>Images made, edited or varied.</summary>
    public static BucketSurface Images { get; } = new(
        "images",
        groupBy: [Dimension.ProjectId, Dimension.Model, Dimension.UserId, Dimension.ApiKeyId, Dimension.Size, Dimension.Source],
        rowIdentity: [],
        measures: [new("images"), Measure.ModelRequests]);

    /// <summary>Speech made from text.</summary>
    public static BucketSurface AudioSpeeches { get; } = ByModel("audio_speeches", new("characters"), Measure.ModelRequests);

    /// <summary>Text made from speech.</summary>
    public static BucketSurface AudioTranscriptions { get; } = ByModel("audio_transcriptions", new("seconds"), Measure.ModelRequests);

    /// <summary>Storage of vector stores.</summary>
    public static BucketSurface VectorStores { get; } = new(
        "vector_stores", groupBy: [Dimension.ProjectId], rowIdentity: [], measures: [new("usage_bytes")]);

    /// <summary>Sessions of the code interpreter.</summary>
    public static BucketSurface CodeInterpreterSessions { get; } = new(
        "code_interpreter_sessions", groupBy: [Dimension.ProjectId], rowIdentity: [], measures: [new("num_sessions")]);

    /// <summary>Calls of the file search tool.</summary>
    public static BucketSurface FileSearchCalls { get; } = new(
        "file_search_calls",
        groupBy: [Dimension.ProjectId, Dimension.UserId, Dimension.ApiKeyId, Dimension.VectorStoreId],
        rowIdentity: [],
        measures: [Measure.Requests]);

    /// <summary>Calls of the web search tool.</summary>
    public static BucketSurface WebSearchCalls { get; } = new(
        "web_search_calls",
        groupBy: [Dimension.ProjectId, Dimension.Model, Dimension.UserId, Dimension.ApiKeyId, Dimension.ContextLevel, Dimension.ApiSource],
        rowIdentity: [],
        measures: [Measure.Requests, Measure.ModelRequests],
        onlyOnRequest: [Dimension.ApiSource]);

    /// <summary>Decisions, counted like completions. Published in November 2026: an organization may not have it.</summary>
    public static BucketSurface Decisions { get; } = OfTokens("decisions");

    /// <summary>The eleven usage surfaces.</summary>
    public static ImmutableArray<BucketSurface> Usage { get; } =
    [
        Completions, Embeddings, Moderations, Images, AudioSpeeches, AudioTranscriptions,
        VectorStores, CodeInterpreterSessions, FileSearchCalls, WebSearchCalls, Decisions,
    ];

    /// <summary>
    /// Tokens that the organization's own services counted, by customer: no part of OpenAI's API. The measures have nothing
    /// in common, so that they may be added: input that is not told apart, uncached input, cached input, input written to
    /// the cache, and output.
    /// </summary>
    public static BucketSurface Traces { get; } = new(
        "traces",
        groupBy: [Dimension.ProjectId, Dimension.Customer, Dimension.Model],
        rowIdentity: [],
        measures: [new("input_unsplit_tokens"), new("input_uncached_tokens"), new("input_cached_tokens"), new("input_cache_write_tokens"), Measure.OutputTokens]);

    /// <summary>Costs, the eleven usage surfaces and traces: everything that comes in daily buckets.</summary>
    public static ImmutableArray<BucketSurface> Buckets { get; } = [Costs, .. Usage, Traces];

    /// <summary>The projects and their names.</summary>
    public static Surface Projects { get; } = new("projects");

    /// <summary>The users and their names.</summary>
    public static Surface Users { get; } = new("users");

    /// <summary>The API keys and their names.</summary>
    public static Surface ApiKeys { get; } = new("api_keys");

    /// <summary>The limits that were set at OpenAI.</summary>
    public static Surface SpendLimits { get; } = new("spend_limits");

    /// <summary>The alerts that were set at OpenAI.</summary>
    public static Surface SpendAlerts { get; } = new("spend_alerts");

    /// <summary>The organization's Admin keys, and when they expire.</summary>
    public static Surface AdminApiKeys { get; } = new("admin_api_keys");

    /// <summary>How much each project may ask of the models that it used.</summary>
    public static Surface RateLimits { get; } = new("rate_limits");

    /// <summary>Names, keys, limits and alerts: everything that comes in lists. Those with a request for each project come last.</summary>
    public static ImmutableArray<Surface> Directory { get; } = [Projects, Users, AdminApiKeys, ApiKeys, SpendLimits, SpendAlerts, RateLimits];

    /// <inheritdoc/>
    public override string ToString() => Name;

    // Allocation reads the rows of both surfaces of tokens by the same places.
    private static BucketSurface OfTokens(string name) => new(
        name,
        groupBy:
        [
            Dimension.ProjectId, Dimension.Model, Dimension.UserId, Dimension.ApiKeyId, Dimension.Batch, Dimension.ServiceTier,
            Dimension.ApiSource,
        ],
        rowIdentity: [],
        measures:
        [
            Measure.InputTokens, Measure.OutputTokens, Measure.ModelRequests,
            new("input_uncached_tokens"), new("input_cached_tokens"), new("input_cache_write_tokens"),
            new("input_text_tokens"), new("input_audio_tokens"), new("input_image_tokens"),
            new("input_cached_text_tokens"), new("input_cached_audio_tokens"), new("input_cached_image_tokens"),
            new("output_text_tokens"), new("output_audio_tokens"), new("output_image_tokens"),
            new("input_cache_write_30m_tokens"), new("input_cache_write_12h_tokens"),
        ],
        onlyOnRequest: [Dimension.ApiSource]);

    private static BucketSurface ByModel(string name, params ImmutableArray<Measure> measures) => new(
        name, [Dimension.ProjectId, Dimension.Model, Dimension.UserId, Dimension.ApiKeyId], [], measures);
}
