using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting;
using OpenAiSpend.Benchmarks.Data;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Hosting;
using OpenTelemetry.Metrics;
using Prometheus;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>A process of its own that shows a large organization by one writer, so that its processor time and memory are that writer's.</summary>
internal static class PeerServer
{
    public const string Ours = "our bytes";
    public const string Bare = "bare Kestrel handler";
    public const string OpenTelemetry = "OpenTelemetry's exporter";
    public const string PrometheusNet = "prometheus-net";

    /// <summary>Serves until it is ended.</summary>
    public static async Task RunAsync(string writer, int series, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.Services.AddExposition(new ExpositionOptions { UsageMeasures = ["all"], MaxLabelSets = series });
        if (writer == OpenTelemetry)
        {
            builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddOpenAiSpendInstrumentation().AddPrometheusExporter(static exporter =>
            {
                exporter.ScopeInfoEnabled = false;
                exporter.ScrapeResponseCacheDurationMilliseconds = 0;
                exporter.MaxScrapeResponseSizeBytes = 1 << 30;
            }));
        }

        // prometheus-net leaves compression to the host.
        builder.Services.AddResponseCompression(static compression => compression.MimeTypes = ["text/plain"]);
        builder.Services.Configure<GzipCompressionProviderOptions>(static gzip => gzip.Level = CompressionLevel.Fastest);
        await using var app = builder.Build();
        var store = app.Services.GetRequiredService<ExpositionStore>();
        store.Publish(SpendReport.Of(LargeOrganization.WithSeries(series), new AccountingOptions()));
        app.MapGet("/allocated", static () => GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture));
        app.MapGet("/series", () => store.Current!.Series.Sum(static surface => surface.Count).ToString(CultureInfo.InvariantCulture));
        switch (writer)
        {
            case Ours:
                app.MapOpenAiSpendMetrics("/metrics");
                break;
            case OpenTelemetry:
                app.MapPrometheusScrapingEndpoint("/metrics");
                break;
            case PrometheusNet:
                var registry = Metrics.NewCustomRegistry();
                registry.AddOpenAiSpend(app.Services);
                app.UseResponseCompression();
                app.MapMetrics("/metrics", registry);
                break;
            default:
                var plain = Join(store.Current!, static text => text.Plain.Chunks);
                using (MemoryStream gzip = new())
                {
                    await using (GZipStream stream = new(gzip, CompressionLevel.Fastest, leaveOpen: true))
                    {
                        await stream.WriteAsync(plain);
                    }

                    var compressed = gzip.ToArray();
                    app.MapGet("/metrics", context => WriteAsync(context, plain, compressed));
                }

                break;
        }

        await app.RunAsync();
    }

    private static byte[] Join(SpendExposition exposition, Func<RenderedText, IEnumerable<ReadOnlyMemory<byte>>> of) =>
        [.. new[] { exposition.Spend, exposition.Health }.SelectMany(of).SelectMany(static chunk => chunk.ToArray())];

    private static async Task WriteAsync(HttpContext context, byte[] plain, byte[] compressed)
    {
        var isCompressed = context.Request.Headers.AcceptEncoding == "gzip";
        if (isCompressed)
        {
            context.Response.Headers.ContentEncoding = "gzip";
        }

        var bytes = isCompressed ? compressed : plain;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    }
}
