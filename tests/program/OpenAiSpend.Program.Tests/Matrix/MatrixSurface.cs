using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Matrix;

/// <summary>What a page and the books say of one surface.</summary>
internal static partial class MatrixSurface
{
    /// <summary>Days that the exporter of the matrix keeps and shows.</summary>
    public const int Days = 4;

    private static readonly ConcurrentDictionary<(Simulator.GroundTruth Books, string Surface, DateOnly Day, DateTimeOffset ReadAt), decimal> Totals = new();

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

    /// <summary>Every series that comes from the surface, with its value, but without the names of projects, which come from a list.</summary>
    public static string[] SeriesOf(this ParsedExposition page, string surface) =>
    [
        .. (Lists.TryGetValue(surface, out var family) ? page[family].Select(sample => $"{sample.Series} {sample.Text}") : page.Spend("acme", surface))
            .Select(static series => ProjectLabel().Replace(series, string.Empty)),
    ];

    /// <summary>When the surface was read last, by the exporter's own word.</summary>
    public static DateTimeOffset? LastSuccess(this ParsedExposition page, string surface) =>
        page.Of("openai_exporter_last_success_timestamp_seconds", "acme", surface) is { } seconds
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    /// <summary>The sum of the surface's first measure over all days on the page.</summary>
    public static decimal Total(this ParsedExposition page, string surface) => page[FamilyOf(surface)].Sum(sample => sample.Value);

    /// <summary>The same by the books, as OpenAI showed it when the surface was read last.</summary>
    public static decimal TotalByTheBooks(this ParsedExposition page, Simulator.GroundTruth books, string surface) =>
        DaysOf(page, surface).Sum(day => ByTheBooks(books, surface, day, page.LastSuccess(surface)!.Value));

    /// <summary>The same by the books but for the days that a fault left out, which are as an earlier page has them.</summary>
    public static decimal TotalOfWhatWasKnown(this ParsedExposition page, Simulator.GroundTruth books, string surface, Fault missing, ParsedExposition before) =>
        DaysOf(page, surface).Reverse().Select((day, ago) => ago >= missing.DaysAgo && ago < missing.DaysAgo + (missing.Days ?? 1)
            ? before[FamilyOf(surface)].Where(sample => sample["date"] == $"{day:yyyy-MM-dd}").Sum(sample => sample.Value)
            : ByTheBooks(books, surface, day, page.LastSuccess(surface)!.Value)).Sum();

    private static IEnumerable<DateOnly> DaysOf(ParsedExposition page, string surface)
    {
        var today = DateOnly.FromDateTime(page.LastSuccess(surface)!.Value.UtcDateTime);
        return Enumerable.Range(1 - Days, Days).Select(today.AddDays);
    }

    // The books are a lot of work, and are asked the same again and again while a page is waited for.
    private static decimal ByTheBooks(Simulator.GroundTruth books, string surface, DateOnly day, DateTimeOffset readAt) =>
        Totals.GetOrAdd((books, surface, day, readAt), static key => key.Surface == Surfaces.Costs
            ? key.Books.TotalCostUsd(key.Day, key.ReadAt)
            : key.Books.TotalUsage(key.Day, key.ReadAt, key.Surface, Metric(key.Surface).Measure));

    [GeneratedRegex(",project=[^,}]*")]
    private static partial Regex ProjectLabel();

    private static string FamilyOf(string surface) => surface == Surfaces.Costs ? "openai_cost_daily_usd" : Metric(surface).Daily;

    private static UsageMetric Metric(string surface) => UsageMetric.All.First(metric => metric.Surface == surface);
}
