using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using OpenAiSpend.Exporter.Web.Access;
using OpenAiSpend.Program.Tests.Access;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Load;

/// <summary>
/// Many scrapes at once, among idle connections, readers that do not read, and guessers of passwords. A short version; the long one:
/// <c>OPENAI_SPEND_LOAD_SECONDS=60 dotnet test tests/program/OpenAiSpend.Program.Tests -c Release --filter FullyQualifiedName~LoadTests --logger "console;verbosity=detailed"</c>.
/// </summary>
public sealed class LoadTests(ITestOutputHelper output)
{
    private const decimal MostMemory = 600m * 1024 * 1024;

    private static readonly int Seconds = int.Parse(Environment.GetEnvironmentVariable("OPENAI_SPEND_LOAD_SECONDS") ?? "0", CultureInfo.InvariantCulture);
    private static readonly int Scrapes = Seconds == 0 ? 200 : Seconds * 200;
    private static readonly int IdleConnections = Seconds == 0 ? 100 : 1000;
    private static readonly int SlowReaders = Seconds == 0 ? 10 : 50;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exporter_ScrapedHardAmongIdleAndSlowConnections_AnswersAndPollsOn()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        await using var exporter = await ExporterProgram.StartAsync(
            $"{Yaml.Restless(Yaml.Organization("acme", organization.Server.BaseUrl))}\n", organization.Environment);
        var before = await exporter.PageWhenReadAsync();
        using var connections = new OpenConnections();
        for (var i = 0; i < IdleConnections; i++)
        {
            await connections.OpenAsync(exporter.Http.BaseAddress!, i < SlowReaders ? "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n" : "");
        }

        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        var (scrapes, health) = (new List<double>(), new List<double>());
        var running = new List<Task>();
        for (var i = 0; i < Scrapes; i++)
        {
            running.Add(AskAsync(exporter.Http, "/metrics", scrapes));
            if (i % 20 == 0)
            {
                running.Add(AskAsync(exporter.Http, "/-/healthy", health));
            }

            var due = TimeSpan.FromSeconds(i / 200.0) - clock.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, clock, Token);
            }
        }

        await Task.WhenAll(running);
        var took = clock.GetElapsedTime(started);
        var after = await exporter.PageWhenAsync(
            page => page.Polls("acme", "costs", "ok") > before.Polls("acme", "costs", "ok"), "Polling does not go on.");
        var memory = Memory(after);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Scrapes} scrapes of {after["openai_exporter_exposition_bytes"].Max(sample => sample.Value) / 1024:F0} KiB in {took.TotalSeconds:F1} s among {IdleConnections} connections: {Quantiles(scrapes)}; health {Quantiles(health)}; resident {Memory(before) / 1048576:F0} MiB before, {memory / 1048576:F0} MiB after; {after.Polls("acme", "costs", "ok") - before.Polls("acme", "costs", "ok")} polls of costs, {after.FailedPolls("acme", "costs")} failed."));
        Assert.Equal(Scrapes, scrapes.Count);
        Assert.InRange(memory, 1, MostMemory);
        Assert.Equal(0, UsageFailures(after));
    }

    [Fact]
    public async Task Scrapes_AmongWrongPasswords_AreAnswered()
    {
        const int Guessers = 50;
        await using var organization = await SimulatedOrganization.StartAsync();
        await using var exporter = await ExporterProgram.StartAsync(
            $$"""
            web: { basic_auth_users: { prometheus: "{{BcryptHash.Of("right")}}" } }
            {{Yaml.Restless(Yaml.Organization("acme", organization.Server.BaseUrl))}}

            """,
            organization.Environment);
        exporter.Http.DefaultRequestHeaders.Authorization = GuardedExporter.Basic("prometheus", "right");
        await exporter.PageWhenReadAsync();
        var alone = await ScrapeAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var refused = 0;
        var guesses = Enumerable.Range(0, Guessers).Select(i => GuessAsync($"wrong {i}")).ToArray();
        await Eventually.True(() => refused > 0, "No guess is answered.");
        var among = await ScrapeAsync();
        await enough.CancelAsync();
        await Task.WhenAll(guesses);
        output.WriteLine($"{among.Count} scrapes with the right password alone: {Quantiles(alone)}; among {Guessers} guessers, {refused} of whose guesses were refused: {Quantiles(among)}");

        async Task<List<double>> ScrapeAsync()
        {
            var times = new List<double>();
            for (var i = 0; i < Math.Max(20, Seconds * 10); i++)
            {
                await AskAsync(exporter.Http, "/metrics", times);
                await Task.Delay(TimeSpan.FromMilliseconds(Seconds == 0 ? 1 : 50), TimeProvider.System, Token);
            }

            return times;
        }

        async Task GuessAsync(string password)
        {
            try
            {
                while (true)
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Authorization = GuardedExporter.Basic("prometheus", password) } };
                    using var response = await exporter.Http.SendAsync(request, enough.Token);
                    Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
                    Interlocked.Increment(ref refused);
                }
            }
            catch (OperationCanceledException) when (enough.IsCancellationRequested)
            {
                // The test is over.
            }
        }
    }

    [Theory]
    [InlineData(20_000, "431")]
    [InlineData(2_000_000, "431")]
    public async Task GiantHeaders_AreRefusedAndOthersAnswered(int length, string status)
    {
        await using var exporter = await ExporterProgram.StartAsync(flags: "--demo");
        using var client = new TcpClient();
        await client.ConnectAsync(exporter.Http.BaseAddress!.Host, exporter.Http.BaseAddress.Port, Token);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Giant: {new string('x', length)}\r\n\r\n"), Token);
        }
        catch (IOException)
        {
            // The server need not read to the end what it refuses.
        }

        var answer = new byte[64];
        var read = 0;
        try
        {
            read = await stream.ReadAsync(answer, Token);
        }
        catch (IOException)
        {
        }

        var said = Encoding.ASCII.GetString(answer, 0, read);
        Assert.True(read == 0 || said.StartsWith($"HTTP/1.1 {status}", StringComparison.Ordinal), said);
        Assert.Equal(HttpStatusCode.OK, (await exporter.GetAsync("/-/healthy")).Status);
    }

    private static async Task AskAsync(HttpClient http, string path, List<double> times)
    {
        var asked = TimeProvider.System.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await response.Content.ReadAsByteArrayAsync(Token);
        lock (times)
        {
            times.Add(TimeProvider.System.GetElapsedTime(asked).TotalMilliseconds);
        }
    }

    private static decimal Memory(ParsedExposition page) => page.Value("process_resident_memory_bytes") ?? 0;

    private static decimal UsageFailures(ParsedExposition page) => UsageMetric.Surfaces.Sum(surface => page.FailedPolls("acme", surface));

    private static string Quantiles(List<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"median {sorted[sorted.Length / 2]:F1} ms, 99 % {sorted[sorted.Length * 99 / 100]:F1} ms, longest {sorted[^1]:F1} ms");
    }

    private sealed class OpenConnections : IDisposable
    {
        private readonly List<TcpClient> _clients = [];

        public async Task OpenAsync(Uri url, string request)
        {
            var client = new TcpClient { ReceiveBufferSize = 4096 };
            _clients.Add(client);
            await client.ConnectAsync(url.Host, url.Port, Token);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        }

        public void Dispose() => _clients.ForEach(client => client.Dispose());
    }
}
