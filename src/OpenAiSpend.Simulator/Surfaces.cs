namespace OpenAiSpend.Simulator;

/// <summary>The names of everything that can be asked, as they stand in a path and in a fault.</summary>
public static class Surfaces
{
    /// <summary>The daily costs report.</summary>
    public const string Costs = "costs";

    /// <summary>The list of projects.</summary>
    public const string Projects = "projects";

    /// <summary>The list of users.</summary>
    public const string Users = "users";

    /// <summary>The lists of API keys, one for each project.</summary>
    public const string ApiKeys = "api_keys";

    /// <summary>The spend limits, of the organization and of its projects.</summary>
    public const string SpendLimits = "spend_limits";

    /// <summary>The spend alerts, of the organization and of its projects.</summary>
    public const string SpendAlerts = "spend_alerts";

    /// <summary>The list of Admin keys.</summary>
    public const string AdminApiKeys = "admin_api_keys";

    /// <summary>The lists of rate limits, one for each project.</summary>
    public const string RateLimits = "rate_limits";

    /// <summary>The eleven usage reports, by the last segment of their path.</summary>
    public static IReadOnlyList<string> Usage { get; } =
    [
        "completions", "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions",
        "vector_stores", "code_interpreter_sessions", "file_search_calls", "web_search_calls", "decisions",
    ];

    /// <summary>Every surface, so every name a fault may be set for.</summary>
    public static IReadOnlyList<string> All { get; } = [Costs, .. Usage, Projects, Users, ApiKeys, SpendLimits, SpendAlerts, AdminApiKeys, RateLimits];
}
