using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Serve_WithoutAKeyAndWithoutDemo_SaysWhatToDoAndExits2()
    {
        await using var program = ExporterProgram.Run([]);
        Assert.Equal(2, await program.ExitCodeAsync());
        var line = Assert.Single(program.ErrorLines);
        Assert.Contains("OPENAI_ADMIN_KEY", line, StringComparison.Ordinal);
        Assert.Contains("https://platform.openai.com/settings/organization/admin-keys", line, StringComparison.Ordinal);
        Assert.Contains("--demo", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nope", "'--nope'")]
    [InlineData("--log.level=loud", "'loud'")]
    [InlineData("--log.format=xml", "'xml'")]
    [InlineData("--web.listen-address=nowhere", "\"nowhere\"")]
    [InlineData("paint", "'paint'")]
    public async Task AnyFlag_ThatCannotBeUsed_IsNamedAndExits2(string flag, string named)
    {
        await using var program = ExporterProgram.Run([flag], new Dictionary<string, string> { ["OPENAI_ADMIN_KEY"] = "sk-admin-any" });
        Assert.Equal(2, await program.ExitCodeAsync());
        Assert.Contains(program.ErrorLines, line => line.Contains(named, StringComparison.Ordinal));
        Assert.DoesNotContain("Usage:", program.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("check-config")]
    [InlineData("export")]
    [InlineData("backfill")]
    [InlineData("report")]
    public async Task Help_OfACommand_SaysEachDefaultOnce(string command)
    {
        await using var program = ExporterProgram.Run([command, "--help"]);
        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.All(program.Output.Split('\n'), line =>
        {
            Assert.InRange(line.Split("[default:").Length - 1, 0, 1);
            Assert.DoesNotContain("..", line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task CheckConfig_OfTheSyntaxOfAFile_SaysWhatItDidNotLookAt()
    {
        using var folder = new TemporaryFolder();
        await using var program = ExporterProgram.Run(["check-config", "--syntax-only", folder.Write("exporter.yml", "organizations: [{ name: acme, admin_key_file: /nowhere/key }]\n")]);
        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.StartsWith("The configuration is good, apart from keys, certificates and tokens, which were not looked at.\n", program.Output, StringComparison.Ordinal);
        Assert.Contains("with the admin key of /nowhere/key", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_WithWhatIsProbablyNotMeant_SaysSoBeforeItAsksAnything()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        await using var exporter = await ExporterProgram.StartAsync($$"""
            web: { basic_auth_users: { prometheus: "$pbkdf2-sha512$29000$AAECAwQFBgcICQoLDA0ODw$xBfkGzMc2TJP3Q1lIaUnRA" } }
            {{Yaml.Default(organization.Server)}}

            """, organization.Environment);
        Assert.Contains("hashed by PBKDF2", exporter.Log[0].Text, StringComparison.Ordinal);
        Assert.Equal("warn", exporter.Log[0].Level);
    }

    [Fact]
    public async Task Serve_WithAKeyThatIsRefused_NamesEachSurfaceOnceAndNoDataThatNeverWas()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        await using var exporter = await ExporterProgram.StartAsync(
            $"{Yaml.Restless(Yaml.Organization("acme", organization.Server.BaseUrl))}\n",
            new Dictionary<string, string> { [ExporterProgram.KeyVariable] = "sk-admin-of-somebody-else-0123456789" });
        string[] surfaces = [.. UsageMetric.Surfaces, .. Surface.Directory.Select(static list => list.Name)];
        await Eventually.True(() => Named().Length >= surfaces.Length, "Not every surface is named.");
        await exporter.PageWhenAsync(static page => page.Polls("acme", "costs", "unauthorized") > 2, "Costs are not polled again.");

        Assert.Equal(surfaces.Order(StringComparer.Ordinal), Named().Order(StringComparer.Ordinal));
        Assert.All(exporter.Log.Where(static line => line.Level == "warn"), line =>
        {
            Assert.Equal("Poll failed, and there is no data of an earlier one", line.Message);
            Assert.Contains("OpenAI refuses the admin key (401)", line.Fields["error"], StringComparison.Ordinal);
        });

        string[] Named() => [.. exporter.Log.Where(static line => line.Level == "warn").SelectMany(static line => line.Fields["surface"].Split(", "))];
    }

    [Fact]
    public async Task Version_Always_NamesTheProgramAndItsVersion()
    {
        await using var program = ExporterProgram.Run(["--version"]);
        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.Matches(@"^openai-spend-exporter, version \d+\.\d+\.\d+ \(revision: \S+, \.NET 10\.", program.Output);
    }

    [Fact]
    public async Task Help_Always_NamesEveryFlagAndCommand()
    {
        await using var program = ExporterProgram.Run(["--help"]);
        Assert.Equal(0, await program.ExitCodeAsync());
        string[] words = ["--config.file", "--web.listen-address", "--log.level", "--log.format", "--demo", "--version", "serve", "check-config", "healthcheck"];
        Assert.All(words, word => Assert.Contains(word, program.Output, StringComparison.Ordinal));
    }
}
