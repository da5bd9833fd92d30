using System.Collections.Immutable;

namespace OpenAiSpend.Domain.Directory;

/// <summary>
/// Names, limits and alerts of an organization, as they were last read. Each part is null until it has been read: the
/// key may lack the scope for it, and then nothing but that part is missing.
/// </summary>
public sealed record OrganizationDirectory
{
    /// <summary>A directory of which nothing has been read.</summary>
    public static readonly OrganizationDirectory Unknown = new();

    /// <summary>The projects, archived ones too.</summary>
    public ImmutableArray<Project>? Projects { get; init; }

    /// <summary>The users who are members now.</summary>
    public ImmutableArray<User>? Users { get; init; }

    /// <summary>The API keys of the active projects.</summary>
    public ImmutableArray<ApiKey>? ApiKeys { get; init; }

    /// <summary>The Admin keys of the organization.</summary>
    public ImmutableArray<AdminApiKey>? AdminApiKeys { get; init; }

    /// <summary>The rate limits of the active projects, for models that they used.</summary>
    public ImmutableArray<RateLimit>? RateLimits { get; init; }

    /// <summary>The limits of the organization and of its active projects; empty where none is set.</summary>
    public ImmutableArray<SpendLimit>? SpendLimits { get; init; }

    /// <summary>The alerts of the organization and of its active projects; empty where none is set.</summary>
    public ImmutableArray<SpendAlert>? SpendAlerts { get; init; }
}
