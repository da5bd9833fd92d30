using System.Collections.Immutable;
using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Collection;

/// <summary>One organization: where it is read from, and what is read.</summary>
public sealed record PolledOrganization
{
    /// <summary>The configured name, the value of the <c>organization</c> label.</summary>
    public required string Name { get; init; }

    /// <summary>What tells the source from another one, for the state on disk.</summary>
    public required SourceIdentity Identity { get; init; }

    /// <summary>Where spend and usage come from: the organization's own key, rate limit and failures.</summary>
    public required ISpendSource Source { get; init; }

    /// <summary>The surfaces to poll.</summary>
    public required ImmutableArray<PollSchedule> Surfaces { get; init; }

    /// <summary>Where the tokens come from that the organization's services counted by customer, and how they are polled; null where nobody counts them.</summary>
    public PolledTraces? Traces { get; init; }

    /// <summary>Where names, limits and alerts come from.</summary>
    public required IDirectorySource DirectorySource { get; init; }
}

/// <summary>Tokens that services counted, and how they are polled.</summary>
/// <param name="Source">Where they come from. It shares nothing with what is read at OpenAI.</param>
/// <param name="Schedule">When they are polled, and for which days.</param>
public sealed record PolledTraces(ITraceSource Source, PollSchedule Schedule);

/// <summary>What an organization is read from, without the key: what was read from one source is of no use for another.</summary>
/// <param name="OrganizationId">OpenAI's id of the organization, <c>org-…</c>, or null where none is configured.</param>
/// <param name="BaseUrl">Where the API is.</param>
/// <param name="ProjectIds">The only projects that are read; empty for all of them.</param>
/// <param name="LineItems">The only line items of costs that are read; empty for all of them.</param>
public sealed record SourceIdentity(string? OrganizationId, Uri BaseUrl, ImmutableArray<string> ProjectIds, ImmutableArray<string> LineItems);

/// <summary>What is read of names, limits and alerts, and how often.</summary>
public sealed record DirectorySchedule
{
    /// <summary>How often each list is read. Default every hour; names hardly ever change.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether users' names are kept. Default true. Where neither names nor addresses are, users are not even read.</summary>
    public bool UserNames { get; init; } = true;

    /// <summary>Whether users' e-mail addresses are kept. Default false.</summary>
    public bool UserEmails { get; init; }
}
