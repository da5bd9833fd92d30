using System.Net.Sockets;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi.Failures;

/// <summary>Says in plain words why a connection failed. The messages of the exceptions are not used: they may quote what the server sent.</summary>
internal static class NetworkFailure
{
    /// <summary>No answer came.</summary>
    public static ApiFailureException Of(HttpRequestException failure, Uri baseUrl)
    {
        var host = baseUrl.Authority;
        var socket = (failure.InnerException as SocketException)?.SocketErrorCode;
        return (failure.HttpRequestError, socket) switch
        {
            (HttpRequestError.NameResolutionError, _) or (_, SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData) =>
                Network($"The host {baseUrl.Host} is unknown: check DNS and base_url."),
            (_, SocketError.ConnectionRefused) => Network($"{host} refuses connections: check base_url, and that nothing blocks it."),
            (_, SocketError.NetworkUnreachable or SocketError.HostUnreachable) => Network($"There is no route to {host}: check the network."),
            (HttpRequestError.SecureConnectionError, _) =>
                Network($"The TLS handshake with {host} failed: check its certificate, this machine's clock, and any proxy in between."),
            (HttpRequestError.ProxyTunnelError, _) => Network($"The proxy does not let requests to {host} through."),
            (HttpRequestError.ConnectionError, { } error) => Network($"No connection to {host} could be made ({error})."),
            (HttpRequestError.ConnectionError, null) => Network($"No connection to {host} could be made."),
            (HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError, _) =>
                new ApiFailureException(PollOutcome.Malformed, $"What {host} sends is not proper HTTP: check base_url."),
            _ => Cut(baseUrl),
        };
    }

    /// <summary>The connection ended before the answer did.</summary>
    public static ApiFailureException Cut(Uri baseUrl) =>
        Network($"The connection to {baseUrl.Authority} was cut before the answer was complete.");

    /// <summary>Nothing came for too long.</summary>
    public static ApiFailureException Silent(Uri baseUrl) => new(
        PollOutcome.Timeout, $"Nothing came from {baseUrl.Authority} for {SilenceTimeout.Limit.TotalSeconds} seconds.", RetryRule.Once);

    /// <summary>No connection was made in time.</summary>
    public static ApiFailureException NotConnected(Uri baseUrl) => new(
        PollOutcome.Timeout, $"No connection to {baseUrl.Authority} could be made in time.", RetryRule.Once);

    private static ApiFailureException Network(string message) => new(PollOutcome.Network, message, RetryRule.Often);
}
