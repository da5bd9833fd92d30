using System.Net.Sockets;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi.Failures;

/// <summary>Says in plain words why a connection failed. The messages of the exceptions are not used: they may quote what the server sent.</summary>
internal static class NetworkFailure
{
    /// <summary>No answer came.</summary>
    public static ApiFailureException Of(HttpRequestException failure, ApiClient client)
    {
        var host = Host(client);
        var socket = (failure.InnerException as SocketException)?.SocketErrorCode;
        return (failure.HttpRequestError, socket) switch
        {
            (HttpRequestError.NameResolutionError, _) or (_, SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData) =>
                Network(client.Proxy is { } proxy
                    ? $"The proxy {proxy.Host} is unknown: check DNS and HTTPS_PROXY."
                    : $"The host {client.BaseUrl.Host} is unknown: check DNS and base_url."),
            (_, SocketError.ConnectionRefused) => Network(client.Proxy is { } proxy
                ? $"The proxy {proxy.Authority} refuses connections: check HTTPS_PROXY."
                : $"{host} refuses connections: check base_url, and that nothing blocks it."),
            (_, SocketError.NetworkUnreachable or SocketError.HostUnreachable) => Network($"There is no route to {host}: check the network."),
            (HttpRequestError.SecureConnectionError, _) =>
                Network($"The TLS handshake with {host} failed: check its certificate, this machine's clock, and any proxy in between."),
            (HttpRequestError.ProxyTunnelError, _) => Network($"{(client.Proxy is { } proxy ? $"The proxy {proxy.Authority}" : "The proxy")} does not let requests to {client.BaseUrl.Authority} through."),
            (HttpRequestError.ConnectionError, { } error) => Network($"No connection to {host} could be made ({error})."),
            (HttpRequestError.ConnectionError, null) => Network($"No connection to {host} could be made."),
            (HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError, _) =>
                new ApiFailureException(PollOutcome.Malformed, $"What {host} sends is not proper HTTP: check base_url."),
            _ => Cut(client),
        };
    }

    /// <summary>The connection ended before the answer did.</summary>
    public static ApiFailureException Cut(ApiClient client) =>
        Network($"The connection to {Host(client)} was cut before the answer was complete.");

    /// <summary>Nothing came for too long.</summary>
    public static ApiFailureException Idle(ApiClient client) => new(
        PollOutcome.Timeout, $"Nothing came from {Host(client)} for {IdleTimeout.Limit.TotalSeconds} seconds.", RetryRule.Once);

    /// <summary>No connection was made in time.</summary>
    public static ApiFailureException NotConnected(ApiClient client) => new(
        PollOutcome.Timeout, $"No connection to {Host(client)} could be made in time.", RetryRule.Once);

    // A proxy may hold a password; its authority does not.
    private static string Host(ApiClient client) =>
        client.Proxy is { } proxy ? $"{client.BaseUrl.Authority} (through the proxy {proxy.Authority})" : client.BaseUrl.Authority;

    private static ApiFailureException Network(string message) => new(PollOutcome.Network, message, RetryRule.Often);
}
