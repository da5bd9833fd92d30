using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests.Configuration;

/// <summary>YAML's null is as good as no key; in quotes it is a text.</summary>
public sealed class NullTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("Null")]
    [InlineData("NULL")]
    [InlineData("")]
    public void Read_NullForAnyKey_HasTheDefault(string nothing)
    {
        var options = Read($$"""
            web: { listen_address: {{nothing}}, tls_server_config: {{nothing}}, basic_auth_users: {{nothing}}, bearer_token_file: {{nothing}} }
            organizations: {{nothing}}
            collection: { costs: { interval: {{nothing}}, history: {{nothing}}, group_by: {{nothing}} }, usage: {{nothing}}, requests_per_second: {{nothing}}, burst: {{nothing}}, surfaces: {{nothing}} }
            metrics: {{nothing}}
            budgets: [{ name: b, organization: {{nothing}}, projects: {{nothing}}, team: {{nothing}}, daily_usd: 1 }]
            projects: { proj_a: { team: {{nothing}} }, proj_b: {{nothing}} }
            privacy: { user_names: {{nothing}} }
            state: { path: {{nothing}} }
            log: { level: {{nothing}} }
            otlp: { endpoint: {{nothing}}, protocol: {{nothing}}, interval: {{nothing}} }
            """);
        var defaults = Read(string.Empty);
        Assert.Equal(
            (defaults.StatePath, defaults.Web.ListenAddress, defaults.Web.Tls, defaults.Web.BearerTokenFile, defaults.Collection.Costs, defaults.Collection.Surfaces, defaults.Metrics.Otlp, defaults.LogLevel),
            (options.StatePath, options.Web.ListenAddress, options.Web.Tls, options.Web.BearerTokenFile, options.Collection.Costs, options.Collection.Surfaces, options.Metrics.Otlp, options.LogLevel));
        Assert.Equal("default", Assert.Single(options.Organizations).OrganizationName);
        Assert.True(Assert.Single(options.Budgets) is { Organization: null, Projects: null, Team: null });
        Assert.All(options.Projects, static project => Assert.Empty(project.Value));
        Assert.True(options.Privacy.UserNames);
    }

    [Theory]
    [InlineData("'~'", "~")]
    [InlineData("\"null\"", "null")]
    [InlineData("!!str ~", "~")]
    public void Read_NullInQuotes_IsAText(string quoted, string path) => Assert.Equal(path, Read($"state: {{ path: {quoted} }}").StatePath);

    private ExporterOptions Read(string yaml) => new ConfigurationReader(static name => name == "OPENAI_ADMIN_KEY" ? "sk-admin-abcdefghijklmnop" : null)
        .Read(new CommandLineOptions { ConfigFile = _folder.Write("exporter.yml", yaml) });
}
