using System.Globalization;
using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenAiSpend.Accounting;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>
/// Ten clients scrape in a loop for a minute while new snapshots are published. Every page must be of one snapshot, no
/// request may fail, and memory must not grow.
/// </summary>
internal static class Soak
{
    private const int Clients = 10;
    private const int Projects = 20_000;
    private const string Today = "openai_cost_usd{";
    private const string Daily = "openai_cost_daily_usd{";

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs, and prints a line every ten seconds and a sum at the end.</summary>
    /// <returns>Whether all went well.</returns>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore().AddExposition(new ExpositionOptions { MaxLabelSets = 2 * Projects }).AddOwnMetrics(otlp: null);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var server = builder.Build();
        server.Map("/metrics", server.Services.GetRequiredService<MetricsEndpoint>().WriteAsync);
        var page = server.Services.GetRequiredService<ExpositionStore>();
        page.Publish(Report(1));
        await server.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(server.Urls.First()) };

        using CancellationTokenSource end = new(Length, TimeProvider.System);
        Counts counts = new();
        await Task.WhenAll(
        [
            PublishAsync(page, counts, end.Token),
            ReportAsync(output, counts, end.Token),
            .. Enumerable.Range(0, Clients).Select(number => ScrapeAsync(client, isCompressed: number % 2 == 0, counts, end.Token)),
        ]);
        output.WriteLine($"{counts.Pages:#,0} pages of {2 * Projects:#,0} series, {counts.Snapshots:#,0} snapshots, {counts.Errors} errors, {counts.Torn} torn pages");
        return counts is { Errors: 0, Torn: 0 };
    }

    private static SpendReport Report(int generation) => SpendReport.Of(Worth(generation), new AccountingOptions());

    // Every project costs the same, so that a page that mixes two snapshots shows it.
    private static SpendSnapshot Worth(int generation)
    {
        BucketBuilder bucket = new(Surface.Costs, Some.Day);
        for (var project = 0; project < Projects; project++)
        {
            bucket.Add([$"proj_{project}", null, null, null, null, "usd", null], [generation, 0m], 0b01);
        }

        return Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, bucket.Build()));
    }

    private static async Task PublishAsync(ExpositionStore page, Counts counts, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var generation = Interlocked.Increment(ref counts.Snapshots) + 1;
            await Task.Run(() => page.Publish(Report(generation)), CancellationToken.None);
            await Task.Delay(Between, TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task ReportAsync(TextWriter output, Counts counts, CancellationToken end)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !end.IsCancellationRequested;)
        {
            await Task.Delay(Length / 6, TimeProvider.System, CancellationToken.None);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s: {counts.Pages:#,0} pages, {Environment.WorkingSet / 1e6:0} MB resident, {GC.GetTotalMemory(forceFullCollection: false) / 1e6:0} MB of objects"));
        }
    }

    private static async Task ScrapeAsync(HttpClient client, bool isCompressed, Counts counts, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using HttpRequestMessage request = new(HttpMethod.Get, new Uri("/metrics", UriKind.Relative));
                request.Headers.Add("Accept-Encoding", isCompressed ? "gzip" : "identity");
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
                response.EnsureSuccessStatusCode();
                await using var body = await response.Content.ReadAsStreamAsync(CancellationToken.None);
                await using var plain = isCompressed ? new GZipStream(body, CompressionMode.Decompress) : body;
                Interlocked.Add(ref counts.Torn, await IsWholeAsync(plain) ? 0 : 1);
                Interlocked.Increment(ref counts.Pages);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException)
            {
                Interlocked.Increment(ref counts.Errors);
            }
        }
    }

    private static async Task<bool> IsWholeAsync(Stream page)
    {
        using StreamReader reader = new(page);
        var (series, generation) = (0, string.Empty);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Today, StringComparison.Ordinal) || line.StartsWith(Daily, StringComparison.Ordinal))
            {
                var value = line[(line.LastIndexOf(' ') + 1)..];
                generation = series++ == 0 ? value : generation;
                if (value != generation)
                {
                    return false;
                }
            }
        }

        return series == 2 * Projects;
    }

    private sealed class Counts
    {
        public int Errors;
        public int Pages;
        public int Snapshots;
        public int Torn;
    }
}
