using System.Text.Json;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Export;

/// <summary>What the commands make of failures: of costs, of usage, of the output and of the operator.</summary>
public sealed class FailureTests
{
    private const string Few = "completions, embeddings";
    private static readonly string[] Days = ["--from", "2026-10-01", "--to", "2026-10-02"];

    [Theory]
    [InlineData("rate_limited")]
    [InlineData("malformed")]
    public async Task Rows_WhileCostsFail_HaveNullCostsAndAWarning(string how)
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.Server.Faults.Set("costs", Faulty(how));
        using var folder = new TemporaryFolder();
        var run = await CommandRun.OfAsync(organization, Few, ["export", .. RecentDays(organization), "-o", folder.File("rows.json")]);
        Assert.Equal(0, run.ExitCode);
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(folder.File("rows.json"), TestContext.Current.CancellationToken));
        var rows = document.RootElement.GetProperty("rows").EnumerateArray().ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(JsonValueKind.Null, row.GetProperty("cost_usd").ValueKind));
        var warning = Assert.Single(document.RootElement.GetProperty("meta").GetProperty("warnings").EnumerateArray()).GetString()!;
        Assert.StartsWith("Costs of ", warning, StringComparison.Ordinal);
        Assert.Equal([warning], run.Errors);
        Assert.False(document.RootElement.GetProperty("meta").GetProperty("joined").GetProperty("costs").GetBoolean());
    }

    [Theory]
    [InlineData("costs", "forbidden", 3)]
    [InlineData("costs", "unauthorized", 3)]
    [InlineData("embeddings", "forbidden", 3)]
    [InlineData("completions", "rate_limited", 4)]
    [InlineData("completions", "malformed", 6)]
    public async Task Export_ThatCannotReadWhatItNeeds_SaysWhyByItsExitCodeAndWritesNothing(string surface, string how, int exitCode)
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.Server.Faults.Set(surface, Faulty(how));
        using var folder = new TemporaryFolder();
        var run = await CommandRun.OfAsync(organization, Few, ["export", .. RecentDays(organization), "-o", folder.File("rows.json")]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.NotEmpty(run.Errors);
        Assert.DoesNotContain(organization.Server.AdminKey, run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("rows.json")));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));
    }

    [Fact]
    public async Task Export_OfASilentAddress_Exits5()
    {
        using var folder = new TemporaryFolder();
        var yaml = folder.Write("exporter.yml", $"organizations:\n  - {Yaml.Organization("acme", new Uri($"http://127.0.0.1:{Loopback.FreePort()}/v1"))}\n");
        await using var program = ExporterProgram.Run(
            ["export", .. Days, "--allocation", "tokens", "--config.file", yaml], new Dictionary<string, string> { [ExporterProgram.KeyVariable] = "sk-admin-any" });
        Assert.Equal(5, await program.ExitCodeAsync());
    }

    [Theory]
    [InlineData("--to is before --from", "--from=2026-10-02", "--to=2026-10-01")]
    [InlineData("366 is the most", "--from=2025-10-01", "--to=2026-10-02")]
    [InlineData("\"October\"", "--from=October", "--to=2026-10-02")]
    [InlineData("--to", "--from=2026-10-01")]
    [InlineData("'xml'", "--from=2026-10-01", "--to=2026-10-02", "--format=xml")]
    [InlineData("2999-01-01 has not begun", "--from=2998-12-31", "--to=2999-01-01", "--demo")]
    [InlineData("\"other\"", "--from=2026-10-01", "--to=2026-10-02", "--organization=other", "--demo")]
    public async Task Export_WithFlagsThatCannotBe_SaysSoAndExits2(string words, params string[] flags)
    {
        await using var program = ExporterProgram.Run(["export", .. flags]);
        Assert.Equal(2, await program.ExitCodeAsync());
        Assert.Contains(program.ErrorLines, line => line.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Report_OfAMonthThatHasNotBegun_SaysSoAndExits2()
    {
        await using var program = ExporterProgram.Run(["report", "--demo", "--month", "2999-01"]);
        Assert.Equal(2, await program.ExitCodeAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains(program.ErrorLines, line => line.Contains("2999-01-01 has not begun", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_WithAKeyThatMayNotReadNames_ShowsIds()
    {
        await using var organization = await SimulatedOrganization.StartAsync(new SimulatorOptions { CanReadManagement = false });
        var run = await CommandRun.OfAsync(organization, Few, ["export", .. RecentDays(organization), "--format", "ndjson"]);
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("The names of projects could not be read", Assert.Single(run.Errors), StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n').Where(line => line.StartsWith('{')), line =>
        {
            using var row = JsonDocument.Parse(line);
            Assert.Equal(row.RootElement.GetProperty("project_id").GetString(), row.RootElement.GetProperty("project").GetString());
        });
    }

    [Fact]
    public async Task Export_ThatWasStoppedByAFailure_GoesOnFromThereAndWritesTheSame()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        using var folder = new TemporaryFolder();
        string[] command =
        [
            "export", "--from", Day(organization.Today.AddDays(-70)), "--to", Day(organization.Today.AddDays(-1)), "--format", "csv", "-o",
        ];
        organization.Server.Faults.Set("embeddings", new Fault(FaultKind.Html).After(2));
        var first = await CommandRun.OfAsync(organization, Few, [.. command, folder.File("a.csv")]);
        Assert.Equal(6, first.ExitCode);
        Assert.False(File.Exists(folder.File("a.csv")));
        Assert.Contains(first.Errors, line => line.Contains("a.csv.partial", StringComparison.Ordinal));

        var before = organization.Server.Requests.CountOf("completions");
        organization.Server.Faults.ClearAll();
        Assert.Equal(0, (await CommandRun.OfAsync(organization, Few, [.. command, folder.File("a.csv")])).ExitCode);
        var again = organization.Server.Requests.CountOf("completions") - before;
        Assert.Equal(0, (await CommandRun.OfAsync(organization, Few, [.. command, folder.File("b.csv")])).ExitCode);
        var whole = organization.Server.Requests.CountOf("completions") - before - again;
        Assert.True(again < whole, $"{again} of {whole} pages were read again.");
        Assert.Equal(await File.ReadAllTextAsync(folder.File("b.csv"), TestContext.Current.CancellationToken), await File.ReadAllTextAsync(folder.File("a.csv"), TestContext.Current.CancellationToken));
        Assert.Equal(["a.csv", "b.csv"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("export")]
    [InlineData("backfill")]
    public async Task Command_ThatIsInterrupted_LeavesTheFileOfBefore(string command)
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.Server.Faults.Set("completions", new Fault(FaultKind.HangBeforeHeaders));
        using var folder = new TemporaryFolder();
        using var configuration = new TemporaryFolder();
        var file = folder.Write("out", "of before");

        // Whoever runs the tests in the background makes everything below deaf to this signal, unless it is asked to listen.
        await using var program = RunningProgram.Start(
            "env",
            [
                "--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "OpenAiSpend.Exporter.dll"), command,
                "--from", Day(organization.Today.AddDays(-3)), "--to", Day(organization.Today.AddDays(-1)), "-o", file,
                "--config.file", CommandRun.Configure(organization, configuration, Few),
            ],
            organization.Environment);
        await Eventually.True(() => organization.Server.Requests.CountOf("completions") > 0, "The command asks for nothing.");
        await using (var kill = RunningProgram.Start("kill", ["-INT", $"{program.ProcessId}"]))
        {
            await kill.ExitCodeAsync();
        }

        Assert.Equal(130, await program.ExitCodeAsync());
        Assert.Equal("of before", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.All(Directory.GetFileSystemEntries(folder.Path), left => Assert.True(Path.GetFileName(left) is "out" or "out.partial", left));
    }

    [Fact]
    public async Task Progress_OnATerminal_IsShown()
    {
        using var folder = new TemporaryFolder();
        var day = Day(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-5));
        var program = Path.Combine(AppContext.BaseDirectory, "OpenAiSpend.Exporter.dll");
        await using var terminal = RunningProgram.Start(
            "script", ["-qec", $"dotnet {program} export --demo --from {day} --to {day} --allocation tokens -o {folder.File("rows.json")}", "/dev/null"],
            new Dictionary<string, string> { ["TERM"] = "xterm-256color" });
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.Contains("Reading demo", terminal.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("rows.json")));
    }

    [Fact]
    public async Task Report_OfAMonth_ShowsItsTotals()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        var month = new DateOnly(organization.Today.Year, organization.Today.Month, 1).AddMonths(-1);
        var run = await CommandRun.OfAsync(organization, null, "report", "--month", month.ToString("yyyy-MM"));
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Errors);
        var costs = organization.Server.GroundTruth.CostsAsOf(organization.Now, month, month.AddMonths(1).AddDays(-1));
        Assert.Contains($"${costs.Sum(row => row.AmountUsd):#,##0.00} billed", run.Output, StringComparison.Ordinal);
        Assert.All(
            organization.Server.GroundTruth.Projects.Where(project => costs.Any(row => row.ProjectId == project.Id)),
            project => Assert.Matches($@"{project.Name} .*\${costs.Where(row => row.ProjectId == project.Id).Sum(row => row.AmountUsd):#,##0.00} ", run.Output));
        Assert.DoesNotContain('\e', run.Output);
    }

    private static Fault Faulty(string how) => how switch
    {
        "forbidden" => new Fault(FaultKind.MissingScope),
        "unauthorized" => new Fault(FaultKind.WrongKey),
        "rate_limited" => Fault.RateLimited(TimeSpan.FromHours(2)),
        _ => new Fault(FaultKind.Html),
    };

    private static string[] RecentDays(SimulatedOrganization organization) =>
        ["--from", Day(organization.Today.AddDays(-6)), "--to", Day(organization.Today.AddDays(-5))];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd");
}
