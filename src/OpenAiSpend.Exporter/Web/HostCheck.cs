using System.Net;
using OpenAiSpend.Exporter.Configuration;

namespace OpenAiSpend.Exporter.Web;

/// <summary>
/// Refuses requests for a name that is not this exporter's. A web site can give its own name the address 127.0.0.1 and so
/// read, in a browser on this machine, what listens on loopback (DNS rebinding); but its requests carry its name. What asks
/// for a password, or is open to the network anyway, answers to any name unless <c>web.hosts</c> is set.
/// </summary>
internal sealed class HostCheck(WebOptions options)
{
    private const string Refusal =
        "This exporter does not answer to that name. Ask it as localhost or by its address, or add the name to web.hosts in its configuration.\n";

    private readonly bool _isOn = !options.Hosts.IsEmpty
        || (options.ListenAddress.IsLoopback && options.BasicAuthUsers.Count == 0 && options.BearerTokenFile is null);

    private readonly HashSet<string> _names = new(
        [.. options.Hosts, "localhost", Dns.GetHostName(), Environment.MachineName], StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!_isOn || IsOwn(context.Request.Host.Host, context.Connection.LocalIpAddress))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(Refusal, context.RequestAborted);
    }

    // No name at all comes from probes that speak HTTP/1.0, never from a browser.
    private bool IsOwn(string host, IPAddress? local) =>
        host.Length == 0
        || _names.Contains(host.TrimEnd('.'))
        || (IPAddress.TryParse(host, out var ip) && (IPAddress.IsLoopback(ip) || ip.MapToIPv6().Equals(local?.MapToIPv6())));
}
