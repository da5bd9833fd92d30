using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Serving;

/// <summary>Every page is of one snapshot, whoever else reads and whatever is published meanwhile.</summary>
public sealed class WholeExpositionTests
{
    private const int Clients = 10;
    private const int PagesOfAClient = 10;
    private const int Projects = 1_000;

    [Fact]
    public async Task Write_TenClientsWhileSnapshotsArePublished_EachPageIsOfOneSnapshot()
    {
        await using var host = await ExporterHost.StartAsync();
        host.Publish(Worth(1));
        using CancellationTokenSource done = new();
        var publishing = Task.Run(() =>
        {
            var generation = 1;
            while (!done.IsCancellationRequested)
            {
                host.Publish(Worth(++generation));
            }

            return generation;
        });
        var clients = Enumerable.Range(0, Clients).Select(async client =>
        {
            var seen = new List<decimal>();
            for (var i = 0; i < PagesOfAClient; i++)
            {
                seen.Add(AssertIsOfOneSnapshot(await ReadAsync(host, isCompressed: (client + i) % 2 == 0)));
            }

            // What a client has seen never goes back.
            Assert.Equal(seen.Order(), seen);
        });
        await Task.WhenAll(clients);
        await done.CancelAsync();

        Assert.True(await publishing > 2, "Too few snapshots were published to tear a page.");
    }

    [Fact]
    public async Task Write_ReaderThatStopsHalfWay_KeepsItsPageAndHoldsUpNobody()
    {
        await using var host = await ExporterHost.StartAsync();
        host.Publish(Worth(1));
        using TcpClient slow = new() { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port, Token);
        await slow.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);
        var first = new byte[1024];
        await slow.GetStream().ReadExactlyAsync(first, Token);

        using (TcpClient gone = new())
        {
            await gone.ConnectAsync(host.Client.BaseAddress.Host, host.Client.BaseAddress.Port, Token);
            await gone.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), Token);
            await gone.GetStream().ReadExactlyAsync(new byte[1024], Token);
        }

        // Most of its page is still to come, of the snapshot that it asked for, while all others get the newer one.
        host.Publish(Worth(2));
        Assert.Equal(2m, AssertIsOfOneSnapshot(await ReadAsync(host, isCompressed: true)));
        Assert.Equal(2m, AssertIsOfOneSnapshot(await ReadAsync(host, isCompressed: false)));

        using StreamReader rest = new(slow.GetStream(), Encoding.UTF8);
        var answer = Encoding.UTF8.GetString(first) + await rest.ReadToEndAsync(Token);
        Assert.Equal(1m, AssertIsOfOneSnapshot(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Every project costs the same, so that a page that mixes two snapshots shows it.
    private static SpendSnapshot Worth(int generation) => Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, Some.Costs(
        Some.Day, [.. Enumerable.Range(0, Projects).Select(project => ((string?)$"proj_{project:0000}", (string?)null, (decimal)generation))])));

    private static decimal AssertIsOfOneSnapshot(string text)
    {
        var page = ParsedExposition.Parse(text);
        var generation = page["openai_cost_usd"][0].Value;
        Assert.Equal(Projects * generation, page["openai_cost_usd"].Sum(sample => sample.Value));
        Assert.Equal(Projects * generation, page["openai_cost_daily_usd"].Sum(sample => sample.Value));
        return generation;
    }

    private static async Task<string> ReadAsync(ExporterHost host, bool isCompressed)
    {
        using var response = await host.ScrapeAsync(acceptEncoding: isCompressed ? "gzip" : null);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        await using var plain = isCompressed ? new GZipStream(body, CompressionMode.Decompress) : body;
        using StreamReader reader = new(plain);
        return await reader.ReadToEndAsync(Token);
    }
}
