using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Web.Tls;

namespace OpenAiSpend.Exporter.Web;

/// <summary>Opens the one port, with limits that leave room for every scraper and none for whoever only takes it.</summary>
internal static class Listener
{
    private const int MostConnections = 4096;
    private const int MostHeaderBytes = 16 * 1024;
    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleConnection = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

    // Half a minute for a large page at least, and Prometheus gives a scrape ten seconds.
    private static readonly MinDataRate SlowestReader = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(30));

    /// <summary>Sets up the web server.</summary>
    /// <param name="kestrel">The web server.</param>
    /// <param name="options">Where to listen, and with which certificate.</param>
    /// <param name="logger">Hears of certificates that are renewed or cannot be used.</param>
    public static void Configure(KestrelServerOptions kestrel, WebOptions options, ILogger logger)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        kestrel.Limits.RequestHeadersTimeout = HeadersWithin;
        kestrel.Limits.KeepAliveTimeout = IdleConnection;
        kestrel.Limits.MinResponseDataRate = SlowestReader;
        switch (options.ListenAddress)
        {
            case { Address: null, Port: var port }:
                kestrel.ListenLocalhost(port, Secure);
                break;
            case { Address: { } ip, Port: var port } when ip.Equals(IPAddress.IPv6Any):
                kestrel.ListenAnyIP(port, Secure);
                break;
            case { Address: { } ip, Port: var port }:
                kestrel.Listen(ip, port, Secure);
                break;
        }

        void Secure(ListenOptions listen)
        {
            if (options.Tls is { } tls)
            {
                var certificate = new ServerCertificate(tls.CertificateFile, tls.KeyFile, logger);
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(certificate.Current()),
                    HandshakeTimeout = Handshake,
                });
            }
        }
    }
}
