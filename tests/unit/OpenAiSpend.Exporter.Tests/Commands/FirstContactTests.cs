using OpenAiSpend.Exporter.Commands;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests.Commands;

/// <summary>What the program says to somebody who has just met it: all that is wrong, and nothing twice.</summary>
public sealed class FirstContactTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _errors.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AMistypedCommand_IsNamedAndTheCommandsAreListed()
    {
        var lines = await SaidAsync("serv");

        Assert.Contains("Unrecognized command or argument 'serv'.", lines);
        Assert.Equal("Commands: serve, check-config, healthcheck, hash-password, export, backfill, report. Try --help.", lines[^1]);
    }

    [Fact]
    public async Task AMistypedFlag_IsNamedAndNoCommandIsListed()
    {
        var lines = await SaidAsync("serve", "--demoo");

        Assert.Contains("Unrecognized command or argument '--demoo'.", lines);
        Assert.Equal("Try --help.", lines[^1]);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("check-config")]
    public async Task AFileThatIsNotThere_IsAllThatIsSaid(string command) =>
        Assert.Equal([$"--config.file: Could not find file '{_folder.File("exporter.yml")}'."], await SaidAsync(command, "--config.file", _folder.File("exporter.yml")));

    [Fact]
    public async Task AFileThatIsNoYaml_IsAllThatIsSaid()
    {
        var file = _folder.Write("exporter.yml", "{{");

        Assert.StartsWith($"{file}:1: not valid YAML: ", Assert.Single(await SaidAsync("check-config", file)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACheckedFile_IsReadAndNamedInItsErrors()
    {
        var file = _folder.Write("exporter.yml", "colour: red\n");

        Assert.StartsWith($"{file}:1: colour: unknown key", (await SaidAsync("check-config", "--syntax-only", file))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoFilesToCheck_AreRefused() =>
        Assert.Contains("FILE and --config.file both name a file; one of the two is needed.", await SaidAsync("check-config", "a.yml", "--config.file", "b.yml"));

    [Theory]
    [InlineData("export", "--from", "2020-01-01", "--to", "2020-01-31")]
    [InlineData("backfill", "--from", "2020-01-01", "--to", "2020-01-31")]
    [InlineData("report", "--month", "2020-01")]
    public async Task DaysBeforeTheHistory_AreRefusedOnceBeforeAnythingIsRead(params string[] arguments)
    {
        var line = Assert.Single(await SaidAsync([.. arguments, "--demo"]));

        Assert.StartsWith($"{arguments[^2]}: 2020-01-31 is before OpenAI's history, which reaches back about a year; ask for days from ", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-proj-0123456789", "OPENAI_ADMIN_KEY: The admin key is the key of a project (sk-proj-…), which cannot read costs and usage: "
        + "an organization owner makes an admin key (sk-admin-…) at https://platform.openai.com/settings/organization/admin-keys.")]
    [InlineData("sk-svcacct-0123456789", "OPENAI_ADMIN_KEY: The admin key is the key of a service account (sk-svcacct-…), which cannot read costs and usage: "
        + "an organization owner makes an admin key (sk-admin-…) at https://platform.openai.com/settings/organization/admin-keys.")]
    public async Task AKeyOfAnotherKind_IsNamedAsSuch(string key, string line)
    {
        foreach (var command in new[] { "serve", "check-config" })
        {
            using var errors = new StringWriter();
            Assert.Equal(ExitCode.Configuration, await ExporterCommandLine.RunAsync([command], name => name == "OPENAI_ADMIN_KEY" ? key : null, errors));
            Assert.Equal(line, errors.ToString().TrimEnd());
        }
    }

    [Theory]
    [InlineData("changeme", "https://api.openai.com/v1", true)]
    [InlineData("sk-0123456789abcdef", "https://api.openai.com/v1", true)]
    [InlineData("sk-admin-0123456789", "https://api.openai.com/v1", false)]
    [InlineData("changeme", "https://gateway.example.com/v1", false)]
    public void AKeyThatLooksLikeNothing_IsWarnedAboutWhereItGoesToOpenAi(string key, string baseUrl, bool warns)
    {
        var options = new ConfigurationReader(name => name switch { "OPENAI_ADMIN_KEY" => key, "OPENAI_BASE_URL" => baseUrl, _ => null }).Read(new CommandLineOptions());

        Assert.Equal(
            warns ? ["the admin key of default (OPENAI_ADMIN_KEY) does not look like one of OpenAI's, which begin with sk-admin-; if it is refused, make one at https://platform.openai.com/settings/organization/admin-keys"] : [],
            options.Warnings);
    }

    [Fact]
    public void SyntaxOnly_WhereKeysCertificatesAndTokensAreAbsent_FindsTheOtherMistakesAlone()
    {
        var good = Yaml("15m");
        Assert.Equal("acme", Assert.Single(Read(good).Organizations).OrganizationName);
        Assert.Single(Read("web: { listen_address: 'localhost:1' }\n").Organizations);

        var wrong = Assert.Throws<ConfigurationException>(() => Read(Yaml("15 minutes")));
        Assert.Contains("collection.costs.interval", Assert.Single(wrong.Errors).Place, StringComparison.Ordinal);

        static string Yaml(string interval) => $$"""
            web:
              tls_server_config: { cert_file: /nowhere/tls.crt, key_file: /nowhere/tls.key }
              bearer_token_file: /nowhere/token
            organizations:
              - { name: acme, admin_key_file: /nowhere/key }
            traces: { prometheus_url: "https://prometheus.example.com", bearer_token_file: /nowhere/token, ca_file: /nowhere/ca.crt }
            collection: { costs: { interval: {{interval}} } }

            """;

        ExporterOptions Read(string yaml) =>
            new ConfigurationReader(static _ => null).Read(new CommandLineOptions { ConfigFile = _folder.Write("exporter.yml", yaml), SyntaxOnly = true });
    }

    private async Task<string[]> SaidAsync(params string[] arguments)
    {
        Assert.Equal(ExitCode.Configuration, await ExporterCommandLine.RunAsync(arguments, static _ => null, _errors));
        return _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
