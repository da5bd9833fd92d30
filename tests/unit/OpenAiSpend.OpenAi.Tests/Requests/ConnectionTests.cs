using System.Net;
using System.Net.Sockets;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Requests;

/// <summary>Over real sockets on this machine: what a fake handler cannot show.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task Body_CutByTheServer_IsReadAgain()
    {
        using var test = new TestSource();
        await using var server = new RawServer();
        var page = Page(Bucket("2026-11-18", Cost("1.5")));
        server.Answer(connection => connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {page.Length}\r\n\r\n{page[..50]}"));
        server.Answer(connection => connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {page.Length}\r\n\r\n{page}"));

        var reading = await ReadAsync(test, server);

        Assert.Equal(1.5m, Assert.Single(reading.Buckets).Total(0));
        Assert.Equal([PollOutcome.Network], test.Observer.Retried.Select(retried => retried.Reason));
    }

    [Fact]
    public async Task Body_ThatStopsComing_IsATimeout()
    {
        using var test = new TestSource();
        await using var server = new RawServer();
        var hanging = new TaskCompletionSource();
        server.Answer(async connection =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"data\":[");
            hanging.SetResult();
            await connection.HangAsync();
        });
        test.Options.BaseUrl = server.Url;
        using var source = new OpenAiSpendSource(test.Options, test.Observer, test.Clock, test.Logs);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var read = source.ReadAsync(TestSource.Costs(), caller.Token);
        await hanging.Task;

        // How far the bytes have come is for the sockets to say, so time passes as long as the timer of silence is set.
        await TestSource.UntilAsync(() =>
        {
            if (test.Clock.WaitingTimers == 2)
            {
                test.Clock.Advance(TimeSpan.FromSeconds(1));
            }

            return !test.Observer.Retried.IsEmpty;
        });

        Assert.Equal(PollOutcome.Timeout, Assert.Single(test.Observer.Retried).Reason);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Fact]
    public async Task Redirect_ToAnotherHost_IsNotFollowed()
    {
        using var test = new TestSource();
        await using var server = new RawServer();
        await using var other = new RawServer();
        server.Answer(connection => connection.SendAsync($"HTTP/1.1 307 Moved\r\nLocation: {other.Url}\r\nContent-Length: 0\r\n\r\n"));

        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => ReadAsync(test, server));

        Assert.Equal(PollOutcome.BadRequest, failure.Outcome);
        Assert.Contains("redirects", failure.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Connection_Refused_SaysSo()
    {
        using var test = new TestSource();
        var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Dispose();
        test.Options.BaseUrl = new Uri($"http://127.0.0.1:{port}/v1");
        using var source = new OpenAiSpendSource(test.Options, test.Observer, test.Clock, test.Logs);

        var failure = await FailThroughWaitsAsync(test, source);

        Assert.Equal(
            (PollOutcome.Network, $"127.0.0.1:{port} refuses connections: check base_url, and that nothing blocks it."),
            (failure.Outcome, failure.Message));
    }

    [Fact]
    public async Task Request_OnTheWire_IsAGetWithTheKeyAndNothingElse()
    {
        using var test = new TestSource();
        await using var server = new RawServer();
        test.Options.OrganizationId = "org-abc";
        var page = Page();
        server.Answer(connection => connection.SendAsync($"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: {page.Length}\r\n\r\n{page}"));

        await ReadAsync(test, server);

        var lines = Assert.Single(server.Requests).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("GET /v1/organization/costs?start_time=1794960000&end_time=1795219200&bucket_width=1d&limit=3 HTTP/1.1", lines[0]);
        Assert.Equal(
            [
                "Accept-Encoding: gzip, deflate",
                "Accept: application/json",
                $"Authorization: Bearer {TestSource.Secret}",
                $"Host: {server.Url.Authority}",
                "OpenAI-Organization: org-abc",
                "User-Agent: openai-spend-exporter/0.1.0",
            ],
            lines[1..].Order(StringComparer.Ordinal));
    }

    private static async Task<SurfaceReading> ReadAsync(TestSource test, RawServer server)
    {
        test.Options.BaseUrl = server.Url;
        using var source = new OpenAiSpendSource(test.Options, test.Observer, test.Clock, test.Logs);
        return await ThroughWaitsAsync(test, source);
    }

    private static async Task<SpendSourceException> FailThroughWaitsAsync(TestSource test, OpenAiSpendSource source) =>
        await Assert.ThrowsAsync<SpendSourceException>(() => ThroughWaitsAsync(test, source));

    private static async Task<SurfaceReading> ThroughWaitsAsync(TestSource test, OpenAiSpendSource source)
    {
        var read = source.ReadAsync(TestSource.Costs(), TestContext.Current.CancellationToken);
        var waits = 0;
        while (!read.IsCompleted)
        {
            if (test.Observer.Retried.Count > waits && test.Clock.WaitingTimers == 2)
            {
                waits++;
                test.Clock.Advance(TimeSpan.FromSeconds(15));
            }

            await Task.Yield();
        }

        return await read;
    }
}
