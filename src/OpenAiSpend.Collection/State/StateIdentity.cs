using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace OpenAiSpend.Collection.State;

/// <summary>Whose state a file holds. The key is no part of it: a rotated key keeps its state.</summary>
internal sealed class StateIdentity
{
    private const int SlugLength = 40;
    private const int HashLength = 12;

    public StateIdentity(string organization, SourceIdentity source)
    {
        Organization = organization;
        OrganizationId = source.OrganizationId;
        BaseUrl = source.BaseUrl.AbsoluteUri;
        ProjectIds = [.. source.ProjectIds.Distinct().Order(StringComparer.Ordinal)];
    }

    public string Organization { get; }

    public string? OrganizationId { get; }

    public string BaseUrl { get; }

    /// <summary>The only projects that are read, in order and each once.</summary>
    public ImmutableArray<string> ProjectIds { get; }

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
}
