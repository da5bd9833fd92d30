using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Commands;

public sealed class ConfigurationFileTests : IDisposable
{
    private const string Secret = "sk-admin-0123456789abcdef";
    private static readonly Dictionary<string, string> Key = new() { [ExporterProgram.KeyVariable] = Secret };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("serve")]
    [InlineData("check-config")]
    public async Task File_WithManyMistakes_AllAreReportedWithLineAndPath(string command)
    {
        var file = _folder.Write("exporter.yml", """
            web:
              listen_address: nowhere
            organizations:
              - name: acme
                admin_key_env: E2E_UNSET
                base_url: http://api.example.com/v1
            collection:
              costs: { interval: soon, history: 65d }
              surfaces: [completions, telepathy]
              speed: 9
            metrics:
              cost_days: 4000
            """);
        await using var program = ExporterProgram.Run([command, "--config.file", file]);
        Assert.Equal(2, await program.ExitCodeAsync());
        string[] places =
        [
            $"{file}:2: web.listen_address: ",
            $"{file}:5: organizations[0].admin_key_env: ",
            $"{file}:6: organizations[0].base_url: ",
            $"{file}:8: collection.costs.interval: ",
            $"{file}:9: collection.surfaces: ",
            $"{file}:10: collection.speed: ",
            $"{file}:12: metrics.cost_days: ",
        ];
        Assert.All(places, place => Assert.Single(program.ErrorLines, line => line.StartsWith(place, StringComparison.Ordinal)));
        Assert.Equal(places.Length, program.ErrorLines.Count);
    }

    [Fact]
    public async Task File_ThatIsNoYaml_IsReportedWithItsLine()
    {
        var file = _folder.Write("exporter.yml", "web:\n  listen_address: [\n");
        await using var program = ExporterProgram.Run(["check-config", "--config.file", file], new Dictionary<string, string> { ["OPENAI_ADMIN_KEY"] = Secret });
        Assert.Equal(2, await program.ExitCodeAsync());
        Assert.Matches($"^{file}:[23]: ", Assert.Single(program.ErrorLines));
    }

    [Fact]
    public async Task File_ThatIsNotThere_IsNamed()
    {
        var file = _folder.File("missing.yml");
        await using var program = ExporterProgram.Run(["check-config", "--config.file", file], new Dictionary<string, string> { ["OPENAI_ADMIN_KEY"] = Secret });
        Assert.Equal(2, await program.ExitCodeAsync());
        var line = Assert.Single(program.ErrorLines);
        Assert.Contains(file, line, StringComparison.Ordinal);
        Assert.DoesNotContain("..", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckConfig_OfAGoodFile_SaysWhatItComesToWithoutTheKey()
    {
        var file = _folder.Write("exporter.yml", Yaml.Restless(Yaml.Organization("acme", new Uri("https://api.openai.com/v1"))));
        await using var program = ExporterProgram.Run(["check-config", "--config.file", file], Key);
        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.Empty(program.ErrorLines);
        Assert.Contains("acme", program.Output, StringComparison.Ordinal);
        Assert.Contains(ExporterProgram.KeyVariable, program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, program.Output, StringComparison.Ordinal);
    }
}
