using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>
/// The stack of the compose file without containers: the exporter with its demo, scraped by a Prometheus that has loaded
/// the rules; and a second Prometheus that scrapes it twice, as two replicas.
/// </summary>
public sealed class MonitoredDemo : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // What comes last: three rules that look at others, names, and every surface.
    private const string IsComplete = """
        count(openai_exporter_series) >= 12
        and on () organization:openai_cost_daily_usd:week_over_week
        and on () organization_budget:openai_budget_forecast_usd:last_known
        and on () organization_project_key:openai_completions_tokens_per_hour:mean_7d
        and on () openai_api_key_info and on () openai_user_info and on () openai_project_info
        and on () count_over_time(openai_exporter_build_info[1m]) >= 2
        """;

    private RunningProgram? _exporter;

    /// <summary>Scrapes one instance.</summary>
    public PrometheusServer Prometheus { get; private set; } = null!;

    /// <summary>Scrapes two instances that show the same.</summary>
    public PrometheusServer OfReplicas { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var port = Loopback.FreePort();
        _exporter = RunningProgram.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "OpenAiSpend.Exporter.dll"), "--demo", "--web.listen-address", $"127.0.0.1:{port}"]);
        Prometheus = await PrometheusServer.StartAsync(Configuration($"127.0.0.1:{port}"));
        OfReplicas = await PrometheusServer.StartAsync(Configuration($"127.0.0.1:{port}", $"localhost:{port}"));
        foreach (var server in new[] { Prometheus, OfReplicas })
        {
            await Eventually.True(
                async () => (await server.QueryAsync(IsComplete)).Count > 0, "Prometheus does not have all of the demo.", Patience, Pause);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (Prometheus?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (OfReplicas?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_exporter?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>The rules of this repository, and targets to scrape, if any.</summary>
    public static string Configuration(params string[] targets) => $$"""
        global: { scrape_interval: 10s, evaluation_interval: 5s }
        rule_files: [ "{{Repository.File("prometheus", "rules")}}/*.yml" ]
        scrape_configs:
          - job_name: openai-spend-exporter
            static_configs: [ { targets: [ {{string.Join(", ", targets.Select(static target => $"\"{target}\""))}} ] } ]
        """;
}
