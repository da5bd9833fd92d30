using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenAiSpend.Accounting;
using OpenAiSpend.Benchmarks.Data;
using OpenAiSpend.Benchmarks.Measuring;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Telemetry;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>
/// Scraping over HTTP, plain and compressed, by one client and by ten at once, beside a bare Kestrel handler that writes
/// the same bytes from memory in one go. Clients and server share the process, and the memory that is allocated.
/// </summary>
internal sealed class ScrapeBenchmark : IAsyncDisposable
{
    private const int ManyClients = 10;

    // They are the same at every size.
    private const int OwnMetricsAt = 1_000;

    private readonly WebApplication _server;
    private readonly HttpClient _client;
    private readonly string _size;
    private byte[] _bytes = [];

    private ScrapeBenchmark(int series)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore().AddLogging().AddExposition(new ExpositionOptions()).AddOwnMetrics(otlp: null);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        var store = _server.Services.GetRequiredService<ExpositionStore>();
        store.Publish(SpendReport.Of(LargeOrganization.WithSeries(series), new AccountingOptions()));
        _size = $"{store.Current!.Series.Sum(surface => surface.Count):#,0} series";
        _server.Map("/metrics", _server.Services.GetRequiredService<MetricsEndpoint>().WriteAsync);
        _server.Map("/bare", WriteBytesAsync);
        _client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });
    }

    public static async IAsyncEnumerable<Line> RunAsync(int series)
    {
        await using ScrapeBenchmark benchmark = new(series);
        await benchmark._server.StartAsync();
        benchmark._client.BaseAddress = new Uri(benchmark._server.Urls.First());
        if (series == OwnMetricsAt)
        {
            yield return await benchmark.RaceOwnMetricsAsync();
        }

        foreach (var encoding in (string[])["gzip", "identity"])
        {
            yield return await benchmark.RaceAsync(encoding, 1);
            yield return await benchmark.RaceAsync(encoding, ManyClients);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<Line> RaceOwnMetricsAsync()
    {
        var own = _server.Services.GetRequiredService<OwnMetrics>();
        var (_, written) = await own.WriteAsync(ScrapeNegotiation.Text, CancellationToken.None);
        var text = written.Chunks[0].ToArray();
        var copy = new byte[text.Length];
        var race = await Race.RunAsync(
            () => own.WriteAsync(ScrapeNegotiation.Text, CancellationToken.None),
            () =>
            {
                text.CopyTo(copy, 0);
                return Task.CompletedTask;
            });
        return Line.Of("write the exporter's own metrics", "1 organization", text.Length, "copy of the text", race);
    }

    private async Task<Line> RaceAsync(string encoding, int clients)
    {
        using (var request = Request("/metrics", encoding))
        using (var response = await _client.SendAsync(request))
        {
            _bytes = await response.Content.ReadAsByteArrayAsync();
        }

        var race = await Race.RunAsync(() => GetAsync("/metrics", encoding, clients), () => GetAsync("/bare", encoding, clients));
        var what = $"scrape, {(encoding == "gzip" ? encoding : "plain")}, {(clients == 1 ? "1 client" : $"{clients} clients")}";
        return Line.Of(what, _size, (long)_bytes.Length * clients, "bare Kestrel handler", race);
    }

    private Task GetAsync(string path, string encoding, int clients) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(_ => GetAsync(path, encoding)));

    private async Task GetAsync(string path, string encoding)
    {
        using var request = Request(path, encoding);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
    }

    private async Task WriteBytesAsync(HttpContext context)
    {
        context.Response.ContentLength = _bytes.Length;
        await context.Response.Body.WriteAsync(_bytes);
    }

    private static HttpRequestMessage Request(string path, string encoding)
    {
        HttpRequestMessage request = new(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("Accept-Encoding", encoding);
        return request;
    }
}
