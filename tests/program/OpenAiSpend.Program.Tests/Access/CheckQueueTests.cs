using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Program.Tests.Web;
using OpenAiSpend.Exporter.Web.Access;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Access;

/// <summary>Guessers of passwords do not keep out who knows it.</summary>
public sealed class CheckQueueTests : IDisposable
{
    private const int Guessers = 200;

    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.2");

    private readonly CheckQueue _queue = new(1, new Random(1));
    private readonly ConcurrentQueue<string> _checked = [];
    private readonly SemaphoreSlim _go = new(0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _go.Dispose();

    [Fact]
    public async Task RightPassword_AmongGuessersOfAnotherAddress_IsCheckedNext()
    {
        var guesses = Enumerable.Range(0, Guessers).Select(_ => CheckAsync(Here, "guess")).ToArray();
        await WaitForAsync(Guessers - 1);
        var right = CheckAsync(Elsewhere, "right");
        await WaitForAsync(Guessers);
        _go.Release(2 + Guessers);
        await Task.WhenAll([right, .. guesses]);

        Assert.Equal(["guess", "right", "guess"], _checked.Take(3));
    }

    [Fact]
    public async Task RightPassword_AmongGuessersOfTheSameAddressWhoComeAgain_IsCheckedSoon()
    {
        using var leave = new CancellationTokenSource();
        var guesses = Enumerable.Range(0, Guessers).Select(_ => GuessAgainAsync()).ToArray();
        await WaitForAsync(Guessers - 1);
        var right = CheckAsync(Here, "right");
        await WaitForAsync(Guessers);
        while (!_checked.Contains("right"))
        {
            // One check ends, another begins, and whose check it was comes again.
            var before = _checked.Count;
            _go.Release();
            await Eventually.True(() => _checked.Count == before + 1 && _queue.Waiting == Guessers, "The guesser does not come again.");
        }

        Assert.InRange(_checked.Count, 2, Guessers / 2);
        await leave.CancelAsync();
        _go.Release(1);
        Assert.True(await right);
        await Task.WhenAll(guesses);

        async Task GuessAgainAsync()
        {
            try
            {
                while (true)
                {
                    await CheckAsync(Here, "guess", leave.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }

    [Fact]
    public async Task Checks_ThatAreGivenUp_LeaveTheQueueAndTheirTurn()
    {
        using var leave = new CancellationTokenSource();
        var first = CheckAsync(Here, "first");
        await WaitForAsync(0);
        var given = new[] { CheckAsync(Here, "given up", leave.Token), CheckAsync(Elsewhere, "given up", leave.Token) };
        await WaitForAsync(2);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(given));
        Assert.Equal(0, _queue.Waiting);

        var last = CheckAsync(Elsewhere, "last");
        _go.Release(2);
        await Task.WhenAll(first, last);
        Assert.Equal(["first", "last"], _checked);
    }

    [Fact]
    public async Task Scrape_RightAfterAStartAmong200Guesses_IsAnsweredBeforeMostOfThem()
    {
        await using var web = await StartAsync(BcryptHash.Of("right").ToString());
        using var connections = new RawConnections(web.Url);
        var guesses = await GuessAsync(web, connections);

        Assert.Equal("HTTP/1.1 200 OK", await ScrapeAsync(connections));
        Assert.InRange(guesses.Count(Answered), 0, Guessers * 3 / 4);
    }

    [Fact]
    public async Task Scrapes_WithAPasswordThatWasRightBefore_WaitForNoGuess()
    {
        // At cost 14 the guesses take minutes, however many cores check them.
        await using var web = await StartAsync("$2y$14$5n3PGS.5.Tmpzp3esn64FuZTLg/4LjM5aXzrUjyDqBCM2HbbLQH72");
        using var connections = new RawConnections(web.Url);
        Assert.Equal("HTTP/1.1 200 OK", await ScrapeAsync(connections));
        var guesses = await GuessAsync(web, connections);
        await Eventually.True(() => guesses.Any(Answered), "No guess is answered.");

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("HTTP/1.1 200 OK", await ScrapeAsync(connections));
        }

        // Nor is a guess spared its check, be it the same one again or for a user that does not exist.
        Assert.InRange(guesses.Count(Answered), 1, Guessers / 3);
    }

    private static Task<HostedWeb> StartAsync(string hash) => HostedWeb.StartAsync(yaml: $$"""
        web: { basic_auth_users: { prometheus: "{{hash}}" } }
        {{Yaml.Restless(Yaml.Organization("acme", new Uri($"http://127.0.0.1:{Loopback.FreePort()}/v1")))}}
        """);

    private static async Task<IReadOnlyList<Socket>> GuessAsync(HostedWeb web, RawConnections connections)
    {
        var guesses = new List<Socket>();
        for (var i = 0; i < Guessers; i++)
        {
            guesses.AddRange(await connections.OpenAsync(1, Request("wrong", i % 2 == 0 ? "prometheus" : "nobody")));
        }

        var access = web.Services.GetRequiredService<AccessControl>();
        await Eventually.True(() => access.Waiting + guesses.Count(Answered) >= Guessers - Environment.ProcessorCount, "The guesses do not wait.");
        return guesses;
    }

    private static async Task<string> ScrapeAsync(RawConnections connections)
    {
        var scrape = (await connections.OpenAsync(1, Request("right")))[0];
        await scrape.ReceiveAsync(Memory<byte>.Empty, Token);
        var answer = new byte[15];
        await scrape.ReceiveAsync(answer, Token);
        return Encoding.ASCII.GetString(answer);
    }

    private static string Request(string password, string user = "prometheus") =>
        $"GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: {GuardedExporter.Basic(user, password)}\r\n\r\n";

    private static bool Answered(Socket guess) => guess.Available > 0;

    private Task<bool> CheckAsync(IPAddress from, string name, CancellationToken? cancellationToken = null) => _queue.RunAsync(
        from,
        () =>
        {
            _checked.Enqueue(name);
            return _go.Wait(TimeSpan.FromMinutes(1), Token);
        },
        cancellationToken ?? Token);

    private Task WaitForAsync(int waiting) => Eventually.True(() => !_checked.IsEmpty && _queue.Waiting == waiting, "They do not wait.");
}
