using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenAiSpend.Program.Tests.Web;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Matrix;

/// <summary>What surrounds the program, and not OpenAI, is at fault: proxies, and readers that do not read. Every surface meets it.</summary>
public sealed class SurroundingsTests
{
    private const int MorePolls = 3;

    private static readonly IReadOnlyList<string> Surfaces = UsageMetric.Surfaces;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EverySurface_WhereAProxyIsSetForPlainHttp_IsReadPastIt()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        await using var organization = await SimulatedOrganization.StartAsync();
        var environment = new Dictionary<string, string>(organization.Environment);
        foreach (var variable in new[] { "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY" })
        {
            environment[variable] = $"http://{proxy.LocalEndpoint}";
        }

        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(Yaml.Organization("acme", organization.Server.BaseUrl)), environment);

        var page = await exporter.PageWhenReadAsync(withNames: true);
        Assert.All(Surfaces, surface => Assert.Equal(1, page.Of("openai_exporter_up", "acme", surface)));
        Assert.All(Surfaces, surface => Assert.NotEmpty(page.Spend("acme", surface)));
        Assert.False(proxy.Pending(), "The proxy was asked.");
    }

    [Fact]
    public async Task EverySurface_BehindAProxyThatRefuses_FailsShowsNothingAndTheKeyStays()
    {
        await using var proxy = new RefusingProxy();
        await using var organization = await SimulatedOrganization.StartAsync();
        var environment = new Dictionary<string, string>(organization.Environment)
        {
            ["HTTPS_PROXY"] = $"http://{proxy.Address}",
            ["https_proxy"] = $"http://{proxy.Address}",
        };
        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(Yaml.Organization("acme", new Uri("https://api.openai.invalid/v1/"))), environment);

        var page = await exporter.PageWhenAsync(
            page => Surfaces.All(surface => page.Polls("acme", surface, "network") > 0), "Not every surface was asked for.");
        Assert.All(Surfaces, surface =>
        {
            Assert.Equal(0, page.Of("openai_exporter_up", "acme", surface));
            Assert.Empty(page.Spend("acme", surface));
        });
        Assert.Contains(proxy.Address, (await exporter.GetAsync("/")).Text, StringComparison.Ordinal);
        Assert.Contains("CONNECT api.openai.invalid:443", proxy.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain(organization.Server.AdminKey, proxy.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EverySurface_WhileReadersNeverRead_IsPolledAndShown()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(Yaml.Organization("acme", organization.Server.BaseUrl)), organization.Environment);
        var before = await exporter.PageWhenReadAsync();

        using (var readers = new RawConnections(exporter.Http.BaseAddress!))
        {
            await readers.OpenAsync(30, RawConnections.Scrape);
            var during = await PolledSinceAsync(before);
            await PolledSinceAsync(during);
        }

        async Task<ParsedExposition> PolledSinceAsync(ParsedExposition earlier)
        {
            var page = await exporter.PageWhenAsync(
                page => Surfaces.All(surface => page.Polls("acme", surface, "ok") >= earlier.Polls("acme", surface, "ok") + MorePolls), "Not every surface is polled.");
            Assert.All(Surfaces, surface => Assert.Equal(0, page.FailedPolls("acme", surface)));
            Assert.All(Surfaces, surface => Assert.NotEmpty(page.Spend("acme", surface)));
            return page;
        }
    }

    /// <summary>Answers whatever is asked with 403, and remembers what it heard.</summary>
    private sealed class RefusingProxy : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly StringBuilder _heard = new();
        private readonly Task _answering;

        public RefusingProxy()
        {
            _listener.Start();
            _answering = AnswerAsync();
        }

        public string Address => _listener.LocalEndpoint.ToString()!;

        public string Heard
        {
            get
            {
                lock (_heard)
                {
                    return _heard.ToString();
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _answering;
        }

        private async Task AnswerAsync()
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (true)
                {
                    using var socket = await _listener.AcceptSocketAsync(Token);
                    var read = await socket.ReceiveAsync(buffer, Token);
                    lock (_heard)
                    {
                        _heard.Append(Encoding.Latin1.GetString(buffer, 0, read));
                    }

                    await socket.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);
                }
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The test is over.
            }
        }
    }
}
