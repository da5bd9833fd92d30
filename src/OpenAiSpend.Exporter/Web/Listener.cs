using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Web.Tls;

namespace OpenAiSpend.Exporter.Web;

/// <summary>Opens the one port, with limits that leave room for every scraper and none for whoever only takes it.</summary>
internal static class Listener
{
    private const int MostHeaderBytes = 16 * 1024;
    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleConnection = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

    // Kestrel counts a byte as read once the kernel has taken it. With the kernel's own bound of several megabytes for each
    // connection, a reader that never reads would pass for a fast one for minutes.
    private const int KernelBuffer = 256 * 1024;
    private static readonly MinDataRate SlowestReader = new(bytesPerSecond: 32 * 1024, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>Sets up the sockets: those that are accepted take their buffer from that which listens.</summary>
    public static void Configure(SocketTransportOptions sockets) => sockets.CreateBoundListenSocket = static endpoint =>
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SendBufferSize = KernelBuffer;
        return socket;
    };

    /// <summary>Sets up the web server.</summary>
    /// <param name="kestrel">The web server.</param>
    /// <param name="options">Where to listen, and with which certificate.</param>
    /// <param name="guard">Bounds the connections.</param>
    /// <param name="logger">Hears of certificates that are renewed or cannot be used.</param>
    public static void Configure(KestrelServerOptions kestrel, WebOptions options, ConnectionGuard guard, ILogger logger)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        kestrel.Limits.RequestHeadersTimeout = HeadersWithin;
        kestrel.Limits.KeepAliveTimeout = IdleConnection;
        kestrel.Limits.MinResponseDataRate = SlowestReader;
        switch (options.ListenAddress)
        {
            case { Address: null, Port: var port }:
                kestrel.ListenLocalhost(port, Listen);
                break;
            case { Address: { } ip, Port: var port } when ip.Equals(IPAddress.IPv6Any):
                kestrel.ListenAnyIP(port, Listen);
                break;
            case { Address: { } ip, Port: var port }:
                kestrel.Listen(ip, port, Listen);
                break;
        }

        void Listen(ListenOptions listen)
        {
            listen.Use(next => connection => guard.OnConnectionAsync(connection, next));
            if (options.Tls is { } tls)
            {
                var certificate = new ServerCertificate(tls.CertificateFile, tls.KeyFile, logger);
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(certificate.Current()),
                    HandshakeTimeout = Handshake,
                });
                listen.Use(next => connection => guard.AfterFirstByteAsync(connection, next));
            }
        }
    }
}
