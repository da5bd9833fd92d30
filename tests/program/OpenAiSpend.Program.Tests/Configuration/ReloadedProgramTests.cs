using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Configuration;

/// <summary>The program and its configuration file, from outside.</summary>
public sealed class ReloadedProgramTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, string> Key = new() { ["OPENAI_ADMIN_KEY"] = "sk-admin-0123456789abcdef", ["OPENAI_BASE_URL"] = "http://127.0.0.1:9/v1" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sighup_GoodAndBadFiles_AreAppliedOrRefusedAndTheProgramGoesOn()
    {
        var file = _folder.Write("exporter.yml", "log: {level: warn}");
        await using var exporter = await ExporterProgram.StartAsync(null, Key, "--config.file", file, "--log.level", "info");
        Assert.Equal(1, Reloaded(await exporter.PageAsync()));
        _folder.Write("exporter.yml", "alerts: {new_model_usd: 7}");
        await SignalAsync(exporter, "The configuration was read again");
        await exporter.PageWhenAsync(
            static page => page["openai_alert_threshold"].Any(static threshold => threshold["name"] == "new_model_usd" && threshold.Value == 7), "The new threshold is not there.");
        _folder.Write("exporter.yml", "web: [");
        await SignalAsync(exporter, "the one before stays in force");
        Assert.Equal(0, Reloaded(await exporter.PageAsync()));
        Assert.Contains("cannot be used, so what was read before stays in force", (await exporter.GetAsync("/")).Text, StringComparison.Ordinal);
        _folder.Write("exporter.yml", "state: {path: /nowhere}");
        await SignalAsync(exporter, "takes a restart");

        Assert.False(exporter.Process.HasExited);
        Assert.Equal(1, Reloaded(await exporter.PageAsync()));
    }

    [Fact]
    public async Task Sighup_WithoutAFile_DoesNothing()
    {
        await using var exporter = await ExporterProgram.StartAsync(null, Key);
        await SignalAsync(exporter, "There is no configuration file to read again");
        Assert.False(exporter.Process.HasExited);
    }

    [Theory]
    [InlineData("check-config")]
    [InlineData("serve")]
    public async Task Command_ACertificateForTheCollectorThatIsNotThere_IsSaidInOneLine(string command)
    {
        var file = _folder.Write("exporter.yml", "otlp: {endpoint: 'https://localhost:4318'}");
        await using var program = ExporterProgram.Run([command, "--config.file", file], new Dictionary<string, string>(Key) { ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = "/nowhere/ca.pem" });
        Assert.Equal(2, await program.ExitCodeAsync(Patience));
        Assert.StartsWith("otlp: the receiver cannot be set up: ", Assert.Single(program.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check-config")]
    [InlineData("serve")]
    public async Task Command_AFileNestedWithoutEnd_IsSaidInOneLine(string command)
    {
        var file = _folder.Write("exporter.yml", "web: " + new string('[', 100_000));
        await using var program = ExporterProgram.Run([command, "--config.file", file], Key);
        Assert.Equal(2, await program.ExitCodeAsync(Patience));
        Assert.Equal($"{file}:1: not valid YAML: it is nested deeper than 64 levels.", Assert.Single(program.ErrorLines));
    }

    private static decimal Reloaded(ParsedExposition page) => Assert.Single(page["openai_exporter_config_last_reload_successful"]).Value;

    private static async Task SignalAsync(ExporterProgram exporter, string words)
    {
        await using (var kill = RunningProgram.Start("kill", ["-HUP", $"{exporter.Process.ProcessId}"]))
        {
            Assert.Equal(0, await kill.ExitCodeAsync(Patience));
        }

        await Eventually.True(() => exporter.Process.Output.Contains(words, StringComparison.Ordinal), $"The exporter does not say \"{words}\".");
    }
}
