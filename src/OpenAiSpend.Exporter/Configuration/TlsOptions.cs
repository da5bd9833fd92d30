namespace OpenAiSpend.Exporter.Configuration;

/// <summary>The section <c>web.tls_server_config</c>, named as in the exporters of Prometheus.</summary>
/// <param name="CertificateFile">The certificate and its intermediate ones, in PEM.</param>
/// <param name="KeyFile">The certificate's private key, in PEM and without a passphrase.</param>
internal sealed record TlsOptions(string CertificateFile, string KeyFile);
