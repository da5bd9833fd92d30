using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Serving;

/// <summary>A full page, read by programs of others.</summary>
public sealed class OtherReadersTests
{
    private const string Promtool = "/usr/bin/promtool";
    private const string Python = "/usr/bin/python3";
    private const string StrictParser = "from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse";

    // The names come from a connector that users know already.
    private static readonly string[] Excused = ["openai_images_count", "openai_images_daily_count"];

    [Fact]
    public async Task Promtool_FullPage_ObjectsToTheExcusedNamesOnly()
    {
        Assert.SkipUnless(File.Exists(Promtool), "promtool is not installed (apt-get install prometheus).");

        var (_, output) = await Tool.RunAsync(Promtool, await PageAsync(accept: null), "check", "metrics");

        Assert.Equal(Excused, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task StrictOpenMetricsParser_FullPage_ReadsIt()
    {
        Assert.SkipUnless(
            File.Exists(Python) && (await Tool.RunAsync(Python, "", "-c", StrictParser)).ExitCode == 0,
            "The OpenMetrics parser is not installed (apt-get install python3-prometheus-client).");
        var text = await PageAsync("application/openmetrics-text");

        var (exitCode, output) = await Tool.RunAsync(
            Python, text, "-c",
            $"import io, sys\n{StrictParser}\n"
            + "text = io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8', newline='').read()\n"
            + "print(sum(len(family.samples) for family in parse(text)))");

        Assert.True(exitCode == 0, output);
        Assert.Equal($"{Page.Parse(text).Samples.Count()}\n", output);
    }

    private static async Task<string> PageAsync(string? accept)
    {
        await using var host = await ExporterHost.StartAsync();
        host.Publish(FullSnapshot.Of("acme", "glo\"\\\n\r\0bex"));
        host.Telemetry.Watching("acme", Surface.Costs);
        host.Telemetry.PollEnded(Telemetry.SelfTelemetryTests.Report(PollOutcome.Ok, Some.Day.Start));
        host.Telemetry.SetConfiguration([1]);
        host.Telemetry.StateSaved(Some.Day.Start);
        await host.TextAsync();
        return await host.TextAsync(accept);
    }
}
