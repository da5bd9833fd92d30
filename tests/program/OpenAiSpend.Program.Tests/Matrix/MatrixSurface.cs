using System.Collections.Concurrent;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Matrix;

/// <summary>What a page and the books say of one surface.</summary>
internal static class MatrixSurface
{
    /// <summary>Days that the exporter of the matrix keeps and shows.</summary>
    public const int Days = 4;

    private static readonly ConcurrentDictionary<(Simulator.GroundTruth Books, string Surface, DateTimeOffset ReadAt), decimal> Totals = new();

    private static readonly Dictionary<string, string> Lists = new()
    {
        ["projects"] = "openai_project_info",
        ["users"] = "openai_user_info",
        ["api_keys"] = "openai_api_key_info",
        ["spend_limits"] = "openai_budget_usd",
        ["spend_alerts"] = "openai_spend_alert_threshold_usd",
    };

    /// <summary>Costs, usage and the lists.</summary>
    public static IReadOnlyList<string> All { get; } = [.. UsageMetric.Surfaces, .. Lists.Keys];

    public static bool IsBuckets(string surface) => !Lists.ContainsKey(surface);

    /// <summary>Every series that comes from the surface, with its value.</summary>
    public static string[] SeriesOf(this ParsedExposition page, string surface) => Lists.TryGetValue(surface, out var family)
        ? [.. page[family].Select(sample => $"{sample.Series} {sample.Text}")]
        : page.Spend("acme", surface);

    /// <summary>When the surface was read last, by the exporter's own word.</summary>
    public static DateTimeOffset? LastSuccess(this ParsedExposition page, string surface) =>
        page.Of("openai_exporter_last_success_timestamp_seconds", "acme", surface) is { } seconds
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    /// <summary>The sum of the surface's first measure over all days on the page.</summary>
    public static decimal Total(this ParsedExposition page, string surface) => page[FamilyOf(surface)].Sum(sample => sample.Value);

    /// <summary>The same by the books, as OpenAI showed it when the surface was read last.</summary>
    public static decimal TotalByTheBooks(this ParsedExposition page, Simulator.GroundTruth books, string surface)
    {
        var readAt = page.LastSuccess(surface)!.Value;

        // The books are a lot of work, and are asked the same again and again while a page is waited for.
        return Totals.GetOrAdd((books, surface, readAt), static key => Total(key.Books, key.Surface, key.ReadAt));
    }

    private static decimal Total(Simulator.GroundTruth books, string surface, DateTimeOffset readAt)
    {
        var today = DateOnly.FromDateTime(readAt.UtcDateTime);
        return Enumerable.Range(1 - Days, Days).Select(today.AddDays).Sum(day => surface == Surfaces.Costs
            ? books.TotalCostUsd(day, readAt)
            : books.TotalUsage(day, readAt, surface, Metric(surface).Measure));
    }

    private static string FamilyOf(string surface) => surface == Surfaces.Costs ? "openai_cost_daily_usd" : Metric(surface).Daily;

    private static UsageMetric Metric(string surface) => UsageMetric.All.First(metric => metric.Surface == surface);
}
