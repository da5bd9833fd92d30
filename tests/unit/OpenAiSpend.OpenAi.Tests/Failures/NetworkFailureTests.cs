using System.Net.Sockets;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Tests.Fakes;

namespace OpenAiSpend.OpenAi.Tests.Failures;

public sealed class NetworkFailureTests
{
    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, SocketError.HostNotFound, "The host api.openai.com is unknown: check DNS and base_url.")]
    [InlineData(HttpRequestError.ConnectionError, SocketError.ConnectionRefused, "api.openai.com refuses connections: check base_url, and that nothing blocks it.")]
    [InlineData(HttpRequestError.ConnectionError, SocketError.HostUnreachable, "There is no route to api.openai.com: check the network.")]
    [InlineData(HttpRequestError.ConnectionError, SocketError.TooManyOpenSockets, "No connection to api.openai.com could be made (TooManyOpenSockets).")]
    [InlineData(
        HttpRequestError.SecureConnectionError, null,
        "The TLS handshake with api.openai.com failed: check its certificate, this machine's clock, and any proxy in between.")]
    [InlineData(HttpRequestError.ProxyTunnelError, null, "The proxy does not let requests to api.openai.com through.")]
    [InlineData(HttpRequestError.ResponseEnded, null, "The connection to api.openai.com was cut before the answer was complete.")]
    [InlineData(HttpRequestError.Unknown, null, "The connection to api.openai.com was cut before the answer was complete.")]
    public async Task Connection_ThatFails_IsTriedAgainAndNamed(HttpRequestError error, SocketError? socket, string expected)
    {
        using var test = new TestSource();
        for (var i = 0; i < 4; i++)
        {
            test.OpenAi.Fail(new HttpRequestException(error, "inner words", socket is { } code ? new SocketException((int)code) : null));
        }

        var failure = await test.FailAsync();

        Assert.Equal((PollOutcome.Network, expected), (failure.Outcome, failure.Message));
        Assert.Equal(4, test.OpenAi.Requests.Count);
    }

    [Theory]
    [InlineData(HttpRequestError.InvalidResponse)]
    [InlineData(HttpRequestError.ConfigurationLimitExceeded)]
    public async Task Answer_ThatIsNoHttp_IsMalformed(HttpRequestError error)
    {
        using var test = new TestSource();
        test.OpenAi.Fail(new HttpRequestException(error, "bad header"));

        Assert.Equal(PollOutcome.Malformed, (await test.FailAsync()).Outcome);
    }
}
