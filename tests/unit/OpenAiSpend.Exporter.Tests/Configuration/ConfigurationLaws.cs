using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenAiSpend.Exporter.Commands;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Web.Access;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests.Configuration;

/// <summary>Whatever stands in the file or the environment: it can be started, or is refused in words.</summary>
public sealed class ConfigurationLaws : IDisposable
{
    private static readonly string[] Keys =
    [
        "{0}", "web: {0}", "web: {{listen_address: {0}}}", "web: {{tls_server_config: {0}}}", "web: {{tls_server_config: {{cert_file: {0}, key_file: {0}}}}}", "web: {{basic_auth_users: {0}}}",
        "web: {{basic_auth_users: {{alice: {0}}}}}", "web: {{bearer_token_file: {0}}}", "organizations: {0}", "organizations: [{0}]", "organizations: [{{name: {0}}}]",
        "organizations: [{{name: x, admin_key_file: {0}}}]", "organizations: [{{name: x, admin_key_env: {0}}}]", "organizations: [{{name: x, organization_id: {0}}}]",
        "organizations: [{{name: x, base_url: {0}}}]", "organizations: [{{name: x, project_ids: {0}}}]", "collection: {0}", "collection: {{costs: {0}}}", "collection: {{costs: {{interval: {0}}}}}",
        "collection: {{costs: {{history: {0}}}}}", "collection: {{costs: {{settle: {0}}}}}", "collection: {{costs: {{group_by: {0}}}}}", "collection: {{usage: {{interval: {0}, history: {0}, settle: {0}}}}}",
        "collection: {{requests_per_second: {0}}}", "collection: {{burst: {0}}}", "collection: {{surfaces: {0}}}", "collection: {{group_by: {{completions: {0}}}}}", "metrics: {{cost_days: {0}}}",
        "metrics: {{usage_days: {0}, max_series: {0}, max_label_sets: {0}}}", "budgets: {0}", "budgets: [{{name: {0}, daily_usd: {0}}}]", "budgets: [{{name: x, monthly_usd: {0}, projects: {0}}}]",
        "budgets: [{{name: x, organization: {0}, daily_usd: 1}}, {{name: x, team: {0}, daily_usd: 1}}]", "projects: {0}", "projects: {{{0}: {{team: x}}}}", "projects: {{proj_a: {{{0}: {0}}}}}",
        "alerts: {{anomaly_score: {0}}}", "privacy: {{user_names: {0}}}", "state: {{path: {0}}}", "log: {{level: {0}}}", "otlp: {{endpoint: {0}}}", "otlp: {{endpoint: 'http://localhost:4318', interval: {0}, protocol: {0}}}",
        "? {0}\n: {0}", "- {0}", "web: &a {0}\nmetrics: *a", "web: &a [*a, {0}]",
    ];

    private static readonly string[] Variables =
    [
        "OPENAI_ADMIN_KEY", "OPENAI_ADMIN_KEY_FILE", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_SPEND_DEMO", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_EXPORTER_OTLP_COMPRESSION",
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "OTEL_METRICS_EXPORTER", "OTEL_SDK_DISABLED",
    ];

    private static readonly Gen<string> Words = Gen.Elements(
        "", "~", "null", "'~'", "''", "' '", "a", "a b", "true", "NO", "0", "-1", "5", "366", "1e3", "1e400", "1e-28", "0.001", "0,5", "NaN", "99999999999999999999", "15m", "1d", "366d", "100000w", "1h1d",
        "localhost:0", "':0'", "'[::1]:0'", "'*:65535'", "[]", "{}", "[a, a]", "[project_id]", "[[]]", "[~]", "{a: b}", "{a: {b: c}}", "[{name: a}]", "[{name: a, daily_usd: 1}, {name: a, daily_usd: 1}]",
        "https://api.openai.com/v1", "'http://user:hunter2@127.0.0.1:1/v1?x=y#z'", "'https://'", "'http://[::1'", "//", "'file:///etc/passwd'", "/", "/dev/null", "/dev/zero", "/nowhere/at/all",
        "\"a\\0b\"", "\"\\ud800\"", "\"\\r\\nX: y\"", "*a", "!!binary x", "!!str ~", "!a b", "|", "'a=b,c'", "a=b%0Ac", "grpc", "gzip", "$2y$10$a", "$pbkdf2-sha512$10000000$$", "<<", "'<<'", "日本語", "🤷", "debug");

    private static readonly Gen<string> Chips = Gen.Elements(
        "web", "budgets", "name", ":", ": ", "- ", "\n", "\n  ", "\n    ", " ", ",", "[", "]", "{", "}", "?", "&a", "*a", "!", "!!", "|", ">", "'", "\"", "#", "%", "---", "...", "~", "<<", "0", "\\", "\t", "\r", "\u0085", "\u2028", "é", "🤷", "\0", "\uFEFF", "@", "`");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_AnyValueOfAnyKey_CanBeStartedOrIsRefused() => Prop.ForAll(
        Arb.From(from key in Gen.Elements(Keys) from word in Words select string.Format(System.Globalization.CultureInfo.InvariantCulture, key, word)),
        yaml => StartsOrIsRefused(yaml, static name => name == "OPENAI_ADMIN_KEY" ? "sk-admin-0123456789abcdef" : null)).MustHold();

    [Fact]
    public void Read_AnyValueOfAnyVariable_CanBeStartedOrIsRefused() => Prop.ForAll(
        Arb.From(from name in Gen.Elements(Variables) from other in Gen.Elements(Variables) from word in Words select (name, other, word.Trim('\'', '"'))),
        set => StartsOrIsRefused(null, name => name == set.name || name == set.other ? set.Item3 : name is "OPENAI_ADMIN_KEY" or "OTEL_EXPORTER_OTLP_ENDPOINT" ? "http://localhost:4318" : null)).MustHold();

    [Fact]
    public void Read_AnyText_CanBeStartedOrIsRefused() => Prop.ForAll(
        Arb.From(from length in Gen.Choose(0, 40) from chips in Gen.ArrayOf(Chips, length) select string.Concat(chips)),
        yaml => StartsOrIsRefused(yaml, static name => name == "OPENAI_ADMIN_KEY" ? "sk-admin-0123456789abcdef" : null)).MustHold();

    // Nothing is polled and no port is opened: what the configuration makes of the program is put together, and no more.
    private void StartsOrIsRefused(string? yaml, Func<string, string?> environment)
    {
        ExporterOptions options;
        try
        {
            options = new ConfigurationReader(environment).Read(new CommandLineOptions { ConfigFile = yaml is null ? null : _folder.Write("exporter.yml", yaml) });
        }
        catch (ConfigurationException refused)
        {
            Assert.NotEmpty(refused.Errors);
            Assert.All(refused.Errors, static error => Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal));
            Assert.All(refused.Errors, static error => Assert.DoesNotContain(error.ToString(), char.IsControl));
            return;
        }

        if (!options.Demo)
        {
            using var app = ServeCommand.Build(options, new LogOptions("error", "logfmt"));
            Assert.NotEmpty(app.Services.GetServices<IHostedService>());
            Assert.NotNull(app.Services.GetRequiredService<AccessControl>());
        }
    }
}
