using System.Text.RegularExpressions;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Monitoring.Tests.Rules;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>What holds for every query, whatever it gives.</summary>
internal static partial class QueryRules
{
    // What Prometheus itself knows about a target and about alerts.
    private static readonly HashSet<string> OfPrometheus = ["up", "ALERTS", "scrape_duration_seconds"];
    private static readonly HashSet<string> Recorded = [.. RuleFiles.All.Select(static rule => rule.Record).OfType<string>()];

    private static readonly Dictionary<string, MetricFamily> Catalogue =
        MetricCatalogue.All.Concat(RuntimeFamilies.Dotnet).Concat(RuntimeFamilies.Http).ToDictionary(static family => family.Name);

    private static readonly string[] OfEachStep = ["$__rate_interval", "$__range"];
    private static readonly string[] Rates = ["rate", "increase"];
    private static readonly string[] AddUp = ["sum", "avg", "quantile", "stddev", "stdvar"];

    public static IEnumerable<string> Findings(PanelQuery query)
    {
        if (!PanelRules.UsesTheVariable(query.Json)) yield return $"The {query} does not use the variable for the data source.";
        if (!query.IsTable && query.Legend is "" or "__auto") yield return $"The {query} has no legend.";
        if (query.IsTable && !query.IsInstant) yield return $"The {query} fills a table with steps.";
        foreach (Match range in RangeOfRate.Matches(query.Expression))
        {
            if (!OfEachStep.Contains(range.Groups[1].Value)) yield return $"The {query} takes a rate over {range.Groups[1].Value}.";
        }

        foreach (var finding in Expression.Metrics(query.Expression).SelectMany(metric => Findings(query, metric)))
        {
            yield return $"The {query} {finding}.";
        }
    }

    private static IEnumerable<string> Findings(PanelQuery query, MetricUse metric)
    {
        if (!Catalogue.TryGetValue(metric.Name, out var family))
        {
            if (!Recorded.Contains(metric.Name) && !OfPrometheus.Contains(metric.Name)) yield return $"names {metric.Name}, which nothing exposes";
            yield break;
        }

        if (family.Labels.Contains(LabelNames.Date) && !(query.IsInstant && (query.IsTable || query.Panel.Type == "stat"))) yield return $"draws the days of {metric.Name} in steps";
        if (family.Type == FamilyType.Counter && !metric.Calls.Any(static call => Rates.Contains(call.Name))) yield return $"shows the counter {metric.Name} without a rate";
        if (family.Type == FamilyType.Gauge && metric.FirstAggregation is { } first && MixesReplicas(first)) yield return $"adds up the gauge {metric.Name} over replicas";
    }

    // One of each that replicas show: topk, max, min, count and group do not mind, if they do not keep the replica apart for a sum later.
    private static bool MixesReplicas(FunctionCall first) =>
        AddUp.Contains(first.Name) || (first.Grouping == "without" && !first.Labels.Contains("instance")) || (first.Grouping == "by" && first.Labels.Contains("instance"));

    [GeneratedRegex(@"\b(?:rate|increase|irate|delta|idelta|deriv)\s*\([^\[\]]*\[([^\]]*)\]")]
    private static partial Regex RangeOfRate { get; }
}
