using System.Net;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.State;

/// <summary>The program ends, starts again, and OpenAI does not answer.</summary>
public sealed class RestartTests
{
    // Costs, eleven usage surfaces and seven lists.
    private const int Surfaces = 19;

    private const string LastSuccess = "openai_exporter_last_success_timestamp_seconds";
    private const string DataThrough = "openai_exporter_data_through_timestamp_seconds";

    [Fact]
    public async Task Serve_StateAndOpenAiHangs_ServesAllThatWasKnownWithItsAge()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.SkipNearMidnight();
        using var state = new TemporaryFolder();
        var yaml = $"{Yaml.Default(organization.Server)}\nstate: {{ path: \"{state.File("state")}\" }}";

        ParsedExposition before;
        await using (var exporter = await ExporterProgram.StartAsync(yaml, organization.Environment))
        {
            before = await exporter.PageWhenAsync(ShowsEverything, "Not everything is on the page.");
            await exporter.Process.TerminateAsync();
            Assert.Equal(0, await exporter.Process.ExitCodeAsync());
            Assert.DoesNotContain(exporter.Log, line => line.Level is "warn" or "error");
        }

        Assert.Single(Directory.GetFiles(state.File("state")));
        organization.Server.Faults.Set(FaultPlan.Everywhere, new Fault(FaultKind.HangBeforeHeaders));
        await using var restarted = await ExporterProgram.StartAsync(yaml, organization.Environment);
        var after = await restarted.PageAsync();

        Assert.Equal(Spend(before), Spend(after));
        Assert.NotEmpty(after["openai_cost_usd"]);
        Assert.Empty(after["openai_exporter_up"]);
        Assert.Equal(Values(before, DataThrough), Values(after, DataThrough));
        Assert.Equal(Surfaces, after[LastSuccess].Length);
        Assert.All(Values(before, LastSuccess).Zip(Values(after, LastSuccess)), pair =>
        {
            Assert.Equal(pair.First.Series, pair.Second.Series);
            Assert.InRange(pair.First.Value - pair.Second.Value, -1, 1);
        });
        Assert.Equal(HttpStatusCode.OK, (await restarted.GetAsync("/-/ready")).Status);
    }

    // The alerts are read last.
    // A surface that has been read has its numbers on the same page.
    private static bool ShowsEverything(ParsedExposition page) => page[LastSuccess].Length == Surfaces;

    // What OpenAI said, and nothing of what the exporter says about itself.
    private static List<string> Spend(ParsedExposition page) =>
    [
        .. page.Samples
            .Where(sample => sample.Name.StartsWith("openai_", StringComparison.Ordinal) && !sample.Name.StartsWith("openai_exporter_", StringComparison.Ordinal))
            .Select(sample => $"{sample.Series} {sample.Text}"),
    ];

    private static List<(string Series, decimal Value)> Values(ParsedExposition page, string family) =>
        [.. page[family].Select(sample => (sample.Series, sample.Value)).OrderBy(sample => sample.Series, StringComparer.Ordinal)];
}
