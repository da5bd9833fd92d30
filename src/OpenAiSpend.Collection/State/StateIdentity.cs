using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection.State;

/// <summary>What is known of one organization: what a restart would lose.</summary>
/// <param name="Numbers">The numbers and names.</param>
/// <param name="ReadAt">When each surface that is known was last read with success.</param>
internal sealed record OrganizationState(OrganizationSnapshot Numbers, ImmutableDictionary<Surface, DateTimeOffset> ReadAt)
{
    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty => ReadAt.IsEmpty;

    /// <summary>Whether the other one was read at the same times, and so holds the same.</summary>
    public bool IsSameAs(OrganizationState other) =>
        ReferenceEquals(Numbers, other.Numbers) && ReadAt.Count == other.ReadAt.Count && !ReadAt.Except(other.ReadAt).Any();
}

/// <summary>Whose state a file holds. The key is no part of it: a rotated key keeps its state.</summary>
/// <param name="Organization">The configured name.</param>
/// <param name="OrganizationId">The configured id, or null.</param>
/// <param name="BaseUrl">The address of the API.</param>
/// <param name="ProjectIds">The only projects that are read, in order and each once.</param>
/// <param name="LineItems">The only line items that are read, likewise.</param>
[method: JsonConstructor]
internal sealed record StateIdentity(
    string Organization, string? OrganizationId, string BaseUrl, ImmutableArray<string> ProjectIds, ImmutableArray<string> LineItems)
{
    private const int SlugLength = 40;
    private const int HashLength = 12;

    public StateIdentity(string organization, SourceIdentity source)
        : this(organization, source.OrganizationId, source.BaseUrl.AbsoluteUri, Sorted(source.ProjectIds), Sorted(source.LineItems))
    {
    }

    /// <summary>
    /// The name of the file: the organization's name as far as every file system can write it, and a hash that keeps
    /// organizations apart whose names look alike.
    /// </summary>
    public string FileName
    {
        get
        {
            var slug = string.Concat(Organization.Take(SlugLength).Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Organization}\n{OrganizationId}\n{BaseUrl}"));
            return $"{slug}-{Convert.ToHexStringLower(hash)[..HashLength]}.state";
        }
    }

    private static ImmutableArray<string> Sorted(ImmutableArray<string> filter) => [.. filter.Distinct().Order(StringComparer.Ordinal)];
}
