using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Servers.Tests.Prometheus;

/// <summary>A simulated organization, two exporters that read it, and the real Prometheus that scrapes both.</summary>
public sealed class ScrapedReplicas : IAsyncLifetime
{
    /// <summary>The team of the first two projects, which has a budget of the same name.</summary>
    public const string Team = "search & chat";

    private readonly List<IAsyncDisposable> _running = [];

    internal SimulatedOrganization Organization { get; private set; } = null!;

    internal PrometheusServer Prometheus { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _running.Add(Organization = await SimulatedOrganization.StartAsync());
        var projects = Organization.Server.GroundTruth.Projects;
        var yaml = $$"""
            {{Yaml.Default(Organization.Server)}}
            projects:
              {{projects[0].Id}}: { team: "{{Team}}", cost_center: "4711" }
              {{projects[1].Id}}: { team: "{{Team}}" }
            budgets:
              - { name: "{{Team}}", team: "{{Team}}", monthly_usd: 5000 }
            """;
        var exporters = new List<ExporterProgram>();
        for (var replica = 0; replica < 2; replica++)
        {
            var exporter = await ExporterProgram.StartAsync(yaml, Organization.Environment);
            _running.Add(exporter);
            exporters.Add(exporter);
        }

        foreach (var exporter in exporters)
        {
            await exporter.PageWhenReadAsync();
            await exporter.PageWhenAsync(page => page["openai_api_key_info"].Length > 0, "The exporter does not show the names of keys.");
        }

        _running.Add(Prometheus = await PrometheusServer.StartAsync(PrometheusConfiguration.For([.. exporters.Select(exporter => exporter.Http.BaseAddress!)])));
        await Eventually.True(
            async () => (await Prometheus.QueryAsync($"scrape_samples_scraped{{job=\"{ScrapedOrganization.Job}\"}} > 0")).Count == exporters.Count,
            $"Prometheus has not scraped both replicas. It wrote:\n{Prometheus.Log}",
            pause: TimeSpan.FromMilliseconds(250));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
        {
            await running.DisposeAsync();
        }
    }
}
