using System.Globalization;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>Asks a real Prometheus what a panel would ask it.</summary>
internal static class QueryAnswers
{
    private const int SecondsShown = 120;
    private const int Step = 15;

    /// <summary>How many series with a number there are.</summary>
    public static async Task<int> CountAsync(PrometheusServer prometheus, PanelQuery query, string filled)
    {
        if (query.IsInstant)
        {
            return (await prometheus.QueryAsync(filled)).Count(static series => double.IsFinite(series.Value));
        }

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var answer = await prometheus.GetAsync($"query_range?query={Uri.EscapeDataString(filled)}&start={now - SecondsShown}&end={now}&step={Step}");
        return answer.GetProperty("result").EnumerateArray().Count(static series => series.GetProperty("values").EnumerateArray()
            .Any(static sample => double.IsFinite(double.Parse(sample[1].GetString()!, CultureInfo.InvariantCulture))));
    }
}
