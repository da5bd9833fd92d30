using System.Collections.Immutable;

namespace OpenAiSpend.Collection;

/// <summary>What an organization is read from, without the key: what was read from one source is of no use for another.</summary>
/// <param name="OrganizationId">OpenAI's id of the organization, <c>org-…</c>, or null where none is configured.</param>
/// <param name="BaseUrl">Where the API is.</param>
/// <param name="ProjectIds">The only projects that are read; empty for all of them.</param>
public sealed record SourceIdentity(string? OrganizationId, Uri BaseUrl, ImmutableArray<string> ProjectIds);
