using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>The first minute, before anything was scraped: nothing breaks, and nothing is red.</summary>
public sealed class EmptyPrometheusTests : IAsyncLifetime
{
    private PrometheusServer _prometheus = null!;

    public async ValueTask InitializeAsync() => _prometheus = await PrometheusServer.StartAsync(MonitoredDemo.Configuration());

    public async ValueTask DisposeAsync() => await _prometheus.DisposeAsync();

    [Fact]
    public async Task Query_OfEachPanel_IsValidAndGivesNothing()
    {
        foreach (var dashboard in DashboardFiles.All)
        {
            foreach (var choices in await Interpolation.DefaultsAsync(dashboard, _prometheus))
            {
                foreach (var query in dashboard.Panels.SelectMany(static panel => panel.Queries))
                {
                    // The alert that no exporter is running is about to fire, and rightly.
                    var expected = query.Expression.Contains("ALERTS", StringComparison.Ordinal) ? 1 : 0;
                    Assert.InRange(await QueryAnswers.CountAsync(_prometheus, query, Interpolation.Fill(query.Expression, choices)), 0, expected);
                }
            }
        }
    }
}
