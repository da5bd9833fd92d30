namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>A metric in an expression.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Calls">The functions and aggregations around it, the innermost first; a mere bracket has no name.</param>
internal sealed record MetricUse(string Name, IReadOnlyList<FunctionCall> Calls)
{
    private static readonly HashSet<string> Aggregations =
        ["sum", "avg", "min", "max", "count", "group", "topk", "bottomk", "quantile", "stddev", "stdvar", "count_values"];

    /// <summary>What first makes one number of several, if anything does.</summary>
    public FunctionCall? FirstAggregation => Calls.FirstOrDefault(static call => Aggregations.Contains(call.Name));
}
