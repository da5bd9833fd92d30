using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.Hosting;
using OpenAiSpend.TestKit;
using OpenTelemetry.Metrics;
using Prometheus;

namespace OpenAiSpend.Servers.Tests.Writers;

/// <summary>A service that shows the same snapshot by our writer, by OpenTelemetry's and by prometheus-net's, at three addresses.</summary>
internal sealed class ThreeWriters : IAsyncDisposable
{
    /// <summary>Where each writes: ours first.</summary>
    public static readonly string[] Paths = ["/ours", "/opentelemetry", "/prometheus-net"];

    private const string Python = "/usr/bin/python3";

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private ThreeWriters(WebApplication app) => (_app, _client) = (app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });

    /// <summary>Where it listens.</summary>
    public Uri Url => _client.BaseAddress!;

    public static async Task<ThreeWriters> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddExposition(Rendered.Everything);
        builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics
            .AddOpenAiSpendInstrumentation()
            .AddPrometheusExporter(static exporter => (exporter.ScopeInfoEnabled, exporter.ScrapeResponseCacheDurationMilliseconds) = (false, 0)));
        var app = builder.Build();
        var registry = Metrics.NewCustomRegistry();
        registry.AddOpenAiSpend(app.Services);
        app.MapOpenAiSpendMetrics(Paths[0]);
        app.MapPrometheusScrapingEndpoint(Paths[1]);
        app.MapMetrics(Paths[2], registry);
        await app.StartAsync();
        return new ThreeWriters(app);
    }

    /// <summary>Skips the test where the parser is not installed.</summary>
    public static async Task NeedParserAsync() => Assert.SkipUnless(
        File.Exists(Python) && (await Tool.RunAsync(Python, "", "-c", "import prometheus_client")).ExitCode == 0,
        "The parser is not installed (apt-get install python3-prometheus-client).");

    /// <summary>Compares pages, three by three.</summary>
    /// <returns>Whether all series are the same; and how many there are, or where they differ.</returns>
    public static async Task<(bool AreSame, string Output)> CompareAsync(IEnumerable<string> files)
    {
        var script = Repository.File("tests", "real", "OpenAiSpend.Servers.Tests", "Writers", "same_series.py");
        var (exitCode, output) = await Tool.RunAsync(Python, "", [script, .. files]);
        return (exitCode == 0, output);
    }

    /// <summary>Reads the pages of a service into files.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(HttpClient client, IEnumerable<string> paths, TemporaryFolder folder, string name)
    {
        List<string> files = [];
        foreach (var path in paths)
        {
            files.Add(folder.Write($"{name}-{files.Count}.txt", await client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)));
        }

        return files;
    }

    public void Publish(SpendSnapshot snapshot) => _app.Services.GetRequiredService<ExpositionStore>().Publish(Rendered.Report(snapshot));

    public Task<IReadOnlyList<string>> ReadAsync(TemporaryFolder folder, string name) => ReadAsync(_client, Paths, folder, name);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
