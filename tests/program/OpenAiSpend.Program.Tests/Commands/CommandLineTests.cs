using OpenAiSpend.ProgramKit;


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
