using System.Net;

namespace OpenAiSpend.OpenAi;

/// <summary>
/// Lets a proxy carry only what it cannot read: https to other machines, through a tunnel (<c>CONNECT</c>). Plain http, which
/// would hand a key to the proxy in clear, and whatever is on this machine are reached without one.
/// </summary>
/// <param name="proxy">The proxy, for instance that of the system.</param>
public sealed class TunnelOnlyProxy(IWebProxy proxy) : IWebProxy
{
    /// <summary>The system's proxy: on Linux what <c>HTTPS_PROXY</c>, <c>ALL_PROXY</c> and <c>NO_PROXY</c> say.</summary>
    public static TunnelOnlyProxy OfSystem => new(HttpClient.DefaultProxy);

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Scheme != Uri.UriSchemeHttps || host.IsLoopback || proxy.IsBypassed(host);
    }
}
