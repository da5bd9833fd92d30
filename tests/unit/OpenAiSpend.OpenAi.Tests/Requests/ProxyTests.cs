using System.Net;
using OpenAiSpend.OpenAi.Requests;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Requests;

/// <summary>A proxy on this machine, which the system names for everything: it never gets to see the key.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task PlainHttpToThisMachine_WithAProxyForAll_GoesThereDirectly(string host)
    {
        using var test = new TestSource();
        await using var server = new RawServer();
        await using var proxy = new RawServer();
        var page = Page(Bucket("2026-11-18", Cost("1.5")));
        server.Answer(connection => connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {page.Length}\r\n\r\n{page}"));
        test.Options.BaseUrl = new UriBuilder(server.Url) { Host = host }.Uri;

        Assert.Equal(1.5m, (await ReadAsync(test, new WebProxy(proxy.Url))).Buckets.Single().Total(0));
        Assert.Empty(proxy.Requests);
        Assert.Contains(TestSource.Secret, Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlainHttpToThisMachine_WithAProxyOfTheSystem_GoesThereDirectly()
    {
        using var test = new TestSource();
        await using var server = new RawServer();
        await using var proxy = new RawServer();
        var page = Page(Bucket("2026-11-18", Cost("1.5")));
        server.Answer(connection => connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {page.Length}\r\n\r\n{page}"));
        proxy.Answer(connection => connection.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
        test.Options.BaseUrl = server.Url;

        // What HTTP_PROXY and ALL_PROXY set. The other tests of this project do not leave this machine, so it is nothing to them.
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Url);
        try
        {
            using var source = new OpenAiSpendSource(test.Options, test.Observer, test.Clock, test.Logs);

            Assert.Equal(1.5m, (await test.ReadAsync(source)).Buckets.Single().Total(0));
            Assert.Empty(proxy.Requests);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Fact]
    public async Task Https_WithAProxy_GoesThroughATunnelWithoutTheKey()
    {
        using var test = new TestSource();
        await using var proxy = new RawServer();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            proxy.Answer(connection => connection.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"));
        }

        var failure = await Assert.ThrowsAsync<Domain.Reading.SpendSourceException>(() => ReadAsync(test, new WebProxy(proxy.Url)));

        Assert.Equal($"The proxy {proxy.Url.Authority} does not let requests to api.openai.com through.", failure.Message);
        Assert.All(proxy.Requests, request => Assert.StartsWith("CONNECT api.openai.com:443", request, StringComparison.Ordinal));
        Assert.All(proxy.Requests, request => Assert.DoesNotContain("sk-admin", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Https_ProxyThatIsNotThere_IsNamedWithoutItsPassword()
    {
        using var test = new TestSource();
        var gone = new RawServer();
        await gone.DisposeAsync();
        var proxy = new WebProxy(new UriBuilder(gone.Url) { UserName = "ada", Password = "secret-word" }.Uri);

        var failure = await Assert.ThrowsAsync<Domain.Reading.SpendSourceException>(() => ReadAsync(test, proxy));

        Assert.Equal($"The proxy {gone.Url.Authority} refuses connections: check HTTPS_PROXY.", failure.Message);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", true)]
    [InlineData("http://api.openai.com/v1", false)]
    [InlineData("https://localhost/v1", false)]
    [InlineData("https://127.0.0.5:8443/v1", false)]
    [InlineData("https://[::1]/v1", false)]
    [InlineData("http://[::1]/v1", false)]
    [InlineData("https://left.out.example/v1", false)]
    public void TunnelOnly_Destination_IsProxiedOnlyWhereTheProxyCannotReadIt(string url, bool proxied)
    {
        var proxy = new TunnelOnlyProxy(new WebProxy("http://proxy.example:3128", BypassOnLocal: false, ["left\\.out\\.example"]));
        var destination = new Uri(url);

        Assert.Equal(!proxied, proxy.IsBypassed(destination));
        Assert.Equal(proxied ? new Uri("http://proxy.example:3128") : null, proxy.GetProxy(destination));
    }

    private static async Task<Domain.Reading.SurfaceReading> ReadAsync(TestSource test, IWebProxy proxy)
    {
        using var handler = ApiClient.Network(new TunnelOnlyProxy(proxy));
        using var source = new OpenAiSpendSource(test.Options, test.Observer, test.Clock, test.Logs, handler);
        return await test.ReadAsync(source);
    }
}
