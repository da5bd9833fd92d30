using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenAiSpend.Accounting;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Servers.Tests.Otlp;

/// <summary>What a real receiver of OTLP holds.</summary>
public sealed class ReceivedMetricsTests(VictoriaMetrics victoriaMetrics) : IClassFixture<VictoriaMetrics>
{
    // VictoriaMetrics keeps about that many digits.
    private const double Precision = 1e-11;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private static readonly string[] ResourceAttributes = ["job", "instance", "deployment_environment"];

    [Fact]
    public async Task Receiver_OfAWholeOrganization_HoldsEverySeriesOfThePageWithEqualValues()
    {
        var server = victoriaMetrics.OrSkip();
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.SkipNearMidnight();
        await using var exporter = await ExporterProgram.StartAsync($"{Yaml.Default(organization.Server)}\nmetrics: {{ usage_measures: all }}", new Dictionary<string, string>(organization.Environment)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"{server.OtlpEndpoint}",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            ["OTEL_SERVICE_NAME"] = "whole-organization",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=test",
        });
        await exporter.PageWhenReadAsync(withNames: true);

        // Names of users and keys come a little later; then nothing changes any more.
        var page = await exporter.PageWhenAsync(static page => page["openai_api_key_info"].Length > 0 && page["openai_user_info"].Length > 0, "No names of users and keys.");
        string[] missing = [];
        await Eventually.True(
            async () =>
            {
                page = await exporter.PageAsync();
                var received = await ReceivedAsync(server, "whole-organization");
                missing =
                [
                    .. page.Samples.Where(IsSteady).Where(sample => !(received.TryGetValue(Series(sample), out var value) && IsEqual((double)sample.Value, value)))
                        .Select(sample => $"{Series(sample)} {sample.Text}"),
                ];
                return missing.Length == 0;
            },
            "The receiver does not hold every series of the page.",
            pause: Pause);

        Assert.True(page.Samples.Count(IsSteady) > 20_000, "The page holds less than an organization.");
        var families = (await ReceivedAsync(server, "whole-organization")).Keys.Select(static series => series[..series.IndexOf('{', StringComparison.Ordinal)]).ToHashSet();
        Assert.Superset(new HashSet<string> { "dotnet_gc_collections_total", "process_resident_memory_bytes", "http_client_request_duration_seconds_count" }, families);
    }

    [Fact]
    public async Task Receiver_OfFiftyThousandSeriesInOneFamily_HoldsAllOfThemAndOnlyThem()
    {
        const int Count = 50_000;
        var server = victoriaMetrics.OrSkip();
        using var host = await PushingHost.StartAsync(server.OtlpEndpoint, "fifty-thousand");
        host.Services.GetRequiredService<ExpositionStore>().Publish(SpendReport.Of(Transcriptions(Count), new AccountingOptions()));

        const string Family = "openai_audio_transcriptions_requests";
        IReadOnlyList<(Sample Sample, double Value)> series = [];
        await Eventually.True(
            async () => (series = await server.SeriesAsync($"{{__name__=\"{Family}\",job=\"fifty-thousand\"}}")).Count >= Count,
            "The receiver does not hold every series.",
            patience: TimeSpan.FromMinutes(2),
            pause: Pause);

        Assert.Equal(Enumerable.Range(1, Count), series.Select(static one => (int)one.Value).Order());
        Assert.All(series, static one => Assert.Equal($"user-{one.Value}", one.Sample["user_id"]));
    }

    private static SpendSnapshot Transcriptions(int count)
    {
        var surface = Surface.AudioTranscriptions;
        BucketBuilder bucket = new(surface, Some.Day);
        var requests = surface.Measures.ToList().FindIndex(static measure => measure.Name == "num_model_requests");
        for (var user = 1; user <= count; user++)
        {
            var values = new decimal[surface.Measures.Length];
            values[requests] = user;
            bucket.Add([.. surface.Dimensions.Select(dimension => dimension.Name == "user_id" ? $"user-{user}" : null)], values, 1u << requests);
        }

        return Some.Snapshot(Some.Day, Some.Known(surface, Some.Day, bucket.Build()));
    }

    // What is counted while the page is sent is another number when the page is read. The HTTP client, the web server,
    // the runtime and the process never stand still.
    private static bool IsSteady(Sample sample) => sample.Name.StartsWith("openai_", StringComparison.Ordinal);

    private static bool IsEqual(double left, double right) => Math.Abs(left - right) <= Precision * Math.Abs(left);

    private static async Task<Dictionary<string, double>> ReceivedAsync(VictoriaMetricsServer server, string service) =>
        (await server.SeriesAsync($"{{job=\"{service}\"}}")).ToDictionary(static one => Series(one.Sample), static one => one.Value);

    private static string Series(Sample sample) => $"{sample.Name}{{{string.Join(',', sample.Labels
        .Where(static label => label.Value.Length > 0 && !ResourceAttributes.Contains(label.Name))
        .OrderBy(static label => label.Name, StringComparer.Ordinal))}}}";

    private static class PushingHost
    {
        public static async Task<IHost> StartAsync(Uri endpoint, string service)
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Services.AddSingleton(TimeProvider.System).AddExposition(new ExpositionOptions { MaxSeries = 1_000_000 })
                .AddOwnMetrics(new OtlpOptions { Endpoint = new Uri($"{endpoint}/v1/metrics"), Interval = TimeSpan.FromSeconds(1), ServiceName = service });
            var host = builder.Build();
            await host.StartAsync();
            return host;
        }
    }
}
