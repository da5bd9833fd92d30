using System.Collections.Immutable;
using OpenAiSpend.Exporter.Web.Access;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>The section <c>web</c>.</summary>
internal sealed class WebOptions
{
    /// <summary>Where to listen. Default <c>localhost:9718</c>.</summary>
    public ListenAddress ListenAddress { get; set; } = ListenAddress.Default;

    /// <summary>The certificate. Default none: plain HTTP.</summary>
    public TlsOptions? Tls { get; set; }

    /// <summary>Who may read, with the hashes of their passwords. Default nobody in particular.</summary>
    public ImmutableSortedDictionary<string, PasswordHash> BasicAuthUsers { get; set; } = ImmutableSortedDictionary.Create<string, PasswordHash>(StringComparer.Ordinal);

    /// <summary>The file with a token that lets in as well. Default none.</summary>
    public string? BearerTokenFile { get; set; }
}
