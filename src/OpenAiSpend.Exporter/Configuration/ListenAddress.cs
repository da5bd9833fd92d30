using System.Globalization;
using System.Net;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>An address to listen on: <c>localhost:9718</c>, <c>127.0.0.1:9718</c>, <c>[::1]:9718</c>, or <c>:9718</c> for all interfaces.</summary>
/// <param name="Address">The IP address, or null for <c>localhost</c>, by IPv4 and IPv6.</param>
/// <param name="Port">The port; 0 for any free one.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port)
{
    /// <summary>What an address looks like, for messages.</summary>
    public const string Allowed = "HOST:PORT is needed, where HOST is localhost, an IP address, or empty for all interfaces, such as localhost:9718";

    /// <summary>Loopback only, on the exporter's own port.</summary>
    public static readonly ListenAddress Default = new(null, 9718);

    /// <summary>Whether only this machine reaches it.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    /// <summary>The address by which a client on this machine reaches the exporter.</summary>
    public Uri LocalUrl(bool isTls) => new($"{(isTls ? "https" : "http")}://{Host(this is { Address: { } ip } && !IsAny(ip) ? ip : null)}:{Port}");

    /// <summary>Reads an address.</summary>
    public static ListenAddress? TryParse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }

        var host = text[..colon];
        return host switch
        {
            "" or "*" => new ListenAddress(IPAddress.IPv6Any, port),
            "localhost" when port == 0 => new ListenAddress(IPAddress.Loopback, port),
            "localhost" => new ListenAddress(null, port),
            _ when IPAddress.TryParse(host.Trim('[', ']'), out var ip) && (host[0] == '[') == host.Contains(':') => new ListenAddress(ip, port),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Address is { } ip && ip.Equals(IPAddress.IPv6Any) ? $":{Port}" : $"{Host(Address)}:{Port}";

    private static bool IsAny(IPAddress ip) => ip.Equals(IPAddress.IPv6Any) || ip.Equals(IPAddress.Any);

    private static string Host(IPAddress? ip) =>
        ip is null ? "localhost" : ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{ip}]" : ip.ToString();
}
