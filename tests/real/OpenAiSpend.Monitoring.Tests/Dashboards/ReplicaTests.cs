using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>Two replicas show the same money once.</summary>
[Collection(UsesMonitoredDemo.Name)]
public sealed class ReplicaTests(MonitoredDemo demo)
{
    private const double Tolerance = 1e-9;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // What depends on the moment of the query, or of the last scrape.
    private static readonly string[] OfTheMoment = ["time()", "minute()", "ALERTS", ":rate_20m", ":factor", "$__range"];

    public static TheoryData<string, string> Panels =>
    [
        .. DashboardFiles.All.Where(static dashboard => dashboard.Uid != "openai-exporter")
            .SelectMany(static dashboard => dashboard.Panels.Select(panel => new TheoryDataRow<string, string>(dashboard.Uid, panel.Title))),
    ];

    [Theory]
    [MemberData(nameof(Panels))]
    public async Task Query_OfEachPanelWithTwoReplicas_GivesWhatItGivesWithOne(string uid, string title)
    {
        var dashboard = DashboardFiles.Load(uid);
        foreach (var choices in await Interpolation.DefaultsAsync(dashboard, demo.Prometheus))
        {
            foreach (var query in dashboard.Find(title).Queries.Where(static query => !OfTheMoment.Any(query.Expression.Contains)))
            {
                // The two Prometheus scrape at different moments, and the exporter may have read something in between.
                var filled = Interpolation.Fill(query.Expression, choices);
                await Eventually.True(
                    async () => AreAlike(await demo.Prometheus.QueryAsync(filled), await demo.OfReplicas.QueryAsync(filled)),
                    $"The {query} gives something else with two replicas, with {string.Join(", ", choices)}.",
                    Patience,
                    Pause);
            }
        }
    }

    private static bool AreAlike(IReadOnlyList<PrometheusServer.Sample> one, IReadOnlyList<PrometheusServer.Sample> two)
    {
        var values = two.ToDictionary(Key, static series => series.Value);
        return one.Count == two.Count && one.All(series => values.TryGetValue(Key(series), out var value) && AreAlike(series.Value, value));
    }

    private static bool AreAlike(double one, double two) => one.Equals(two) || Math.Abs(one - two) <= Tolerance * Math.Max(Math.Abs(one), Math.Abs(two));

    private static string Key(PrometheusServer.Sample series) =>
        string.Join(',', series.Labels.OrderBy(static label => label.Key, StringComparer.Ordinal).Select(static label => $"{label.Key}={label.Value}"));
}
