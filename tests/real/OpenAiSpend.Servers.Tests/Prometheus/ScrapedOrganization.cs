using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Servers.Tests.Prometheus;

/// <summary>A simulated organization, the exporter that reads it, and the real Prometheus that scrapes the exporter.</summary>
public sealed class ScrapedOrganization : IAsyncLifetime
{
    public const string Job = "openai-spend-exporter";

    private SimulatedOrganization? _organization;
    private ExporterProgram? _exporter;
    private PrometheusServer? _prometheus;

    internal SimulatedOrganization Organization => _organization!;

    internal ExporterProgram Exporter => _exporter!;

    internal PrometheusServer Prometheus => _prometheus!;

    public async ValueTask InitializeAsync()
    {
        _organization = await SimulatedOrganization.StartAsync(new SimulatorOptions { CanReadManagement = false });
        _exporter = await ExporterProgram.StartAsync(Yaml.Default(_organization.Server), _organization.Environment);
        await _exporter.PageWhenReadAsync();
        _prometheus = await PrometheusServer.StartAsync(PrometheusConfiguration.For(_exporter.Http.BaseAddress!));
        await Eventually.True(
            async () => (await _prometheus.QueryAsync($"scrape_samples_scraped{{job=\"{Job}\"}} > 0")).Count == 1,
            $"Prometheus has scraped nothing. It wrote:\n{_prometheus.Log}",
            pause: TimeSpan.FromMilliseconds(250));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in new IAsyncDisposable?[] { _prometheus, _exporter, _organization })
        {
            if (running is not null)
            {
                await running.DisposeAsync();
            }
        }
    }
}
