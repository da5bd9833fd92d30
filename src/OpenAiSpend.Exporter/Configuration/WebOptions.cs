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

    /// <summary>Names by which the exporter is asked, besides those of this machine. Default none.</summary>
    public ImmutableArray<string> Hosts { get; set; } = [];
}

/// <summary>The section <c>web.tls_server_config</c>, named as in the exporters of Prometheus.</summary>
/// <param name="CertificateFile">The certificate and its intermediate ones, in PEM.</param>
/// <param name="KeyFile">The certificate's private key, in PEM and without a passphrase.</param>
internal sealed record TlsOptions(string CertificateFile, string KeyFile);
