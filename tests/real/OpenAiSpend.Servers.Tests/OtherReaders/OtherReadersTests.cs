using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Servers.Tests.OtherReaders;

/// <summary>A full page, read by programs of others.</summary>
public sealed class OtherReadersTests
{
    private const string Curl = "/usr/bin/curl";
    private const string Promtool = "/usr/bin/promtool";
    private const string Python = "/usr/bin/python3";
    private const string StrictParser = "from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse";

    // Days are counted, as OpenAI answers by the day; the names of images come from a connector that users know already.
    private static readonly string[] Excused =
        ["openai_exporter_missing_days", "openai_images_count", "openai_images_daily_count", "openai_rate_limit_audio_megabytes_per_minute"];

    [Fact]
    public async Task Promtool_FullPage_ObjectsToTheExcusedNamesOnly()
    {
        Assert.SkipUnless(File.Exists(Promtool), "promtool is not installed (apt-get install prometheus).");

        var (_, output) = await Tool.RunAsync(Promtool, await PageAsync(accept: null, Organizations), "check", "metrics");

        Assert.Equal(Excused, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Promtool_PageOfTheDemo_ObjectsToTheExcusedNamesOnly()
    {
        Assert.SkipUnless(File.Exists(Promtool), "promtool is not installed (apt-get install prometheus).");
        await using var demo = await ExporterProgram.StartAsync(flags: "--demo");
        await demo.PageWhenReadAsync(withNames: true);

        var (_, output) = await Tool.RunAsync(Promtool, (await demo.GetAsync("/metrics")).Text, "check", "metrics");

        Assert.Equal(Excused, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task StrictOpenMetricsParser_FullPage_ReadsIt() => await AssertStrictlyReadAsync(await PageAsync(OpenMetrics, Organizations));

    [Fact]
    public async Task StrictOpenMetricsParser_HostileNames_ReadsThem() => await AssertStrictlyReadAsync(await PageAsync(OpenMetrics, HostileNames));

    [Fact]
    public async Task Prometheus_HostileNames_ScrapesThem()
    {
        Assert.SkipUnless(File.Exists(Promtool), "Prometheus is not installed (apt-get install prometheus).");
        await using var host = await StartAsync(HostileNames);
        await using var prometheus = await PrometheusServer.StartAsync($$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs: [{ job_name: hostile, static_configs: [{ targets: ["{{host.Client.BaseAddress!.Authority}}"] }] }]
            """);
        await Eventually.True(
            async () => (await prometheus.QueryAsync("scrape_samples_scraped > 0")).Count == 1, $"Prometheus does not scrape the page:\n{prometheus.Log}");

        var organizations = await prometheus.QueryAsync("count by (organization) (openai_cost_usd)");
        Assert.Equal(HostileNames.Length, organizations.Count);
        Assert.Contains(organizations, one => one.Labels["organization"] == HostileNames[1]);
        Assert.Contains(organizations, one => one.Labels["organization"] == HostileNames[2]);
    }

    [Fact]
    public async Task Curl_FullPageCompressed_ReadsAllOfIt()
    {
        Assert.SkipUnless(File.Exists(Curl), "curl is not installed.");
        await using var host = await StartAsync(Organizations);

        var (exitCode, output) = await Tool.RunAsync(Curl, "", "-sS", "--compressed", $"{host.Client.BaseAddress}metrics");

        Assert.Equal(0, exitCode);
        Assert.NotNull(ParsedExposition.Parse(output).Find("openai_exporter_build_info"));
    }

    // Every control character; quotes and backslashes in every order; a hundred thousand characters; halves of surrogate pairs.
    private static readonly string[] HostileNames =
    [
        string.Concat(Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Select(code => (char)code)),
        "\"\\\"\\\\n\"}{,= # EOF\n# TYPE x counter\nx 1\n",
        new string('é', 100_000),
        "\ud800 \udc00 \udc00\ud800 \ud83d",
    ];

    private static readonly string[] Organizations = ["acme", "glo\"\\\n\r\0bex"];

    private const string OpenMetrics = "application/openmetrics-text";

    private static async Task AssertStrictlyReadAsync(string text)
    {
        Assert.SkipUnless(
            File.Exists(Python) && (await Tool.RunAsync(Python, "", "-c", StrictParser)).ExitCode == 0,
            "The OpenMetrics parser is not installed (apt-get install python3-prometheus-client).");

        var (exitCode, output) = await Tool.RunAsync(
            Python, text, "-c",
            $"import io, sys\n{StrictParser}\n"
            + "text = io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8', newline='').read()\n"
            + "print(sum(len(family.samples) for family in parse(text)))");

        Assert.True(exitCode == 0, output);
        Assert.Equal($"{ParsedExposition.Parse(text).Samples.Count()}\n", output);
    }

    private static async Task<string> PageAsync(string? accept, string[] organizations)
    {
        await using var host = await StartAsync(organizations);
        return await host.TextAsync(accept);
    }

    private static async Task<ExporterHost> StartAsync(string[] organizations)
    {
        var host = await ExporterHost.StartAsync();
        var snapshot = FullSnapshot.Of(organizations);

        // One surface shows the labels of all: a name of a hundred thousand characters stands in each of its series.
        host.Publish(snapshot with { Health = [.. snapshot.Health.Where(static poll => poll.Surface == Surface.Costs)] });
        host.Telemetry.SetConfiguration([1]);
        await host.TextAsync();
        return host;
    }
}
