using System.Collections.Immutable;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>One metric family as <c>prometheus/METRICS.md</c> and the page describe it.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Type">The type.</param>
/// <param name="Unit">The unit in words; empty where the value is a flag or a number that stands for something else.</param>
/// <param name="Labels">Every label it can have, in the order in which the page writes them.</param>
/// <param name="Help">One sentence, without quotes and backslashes, so that it needs no escaping in any format.</param>
internal sealed record MetricFamily(string Name, FamilyType Type, string Unit, ImmutableArray<string> Labels, string Help)
{
    private const string CounterSuffix = "_total";

    /// <summary>The name without the suffix of counters: what OpenMetrics declares and what an instrument is called.</summary>
    public string BareName => Type == FamilyType.Counter ? Name[..^CounterSuffix.Length] : Name;

    /// <summary>A gauge.</summary>
    public static MetricFamily Gauge(string name, string unit, ImmutableArray<string> labels, string help) =>
        new(name, FamilyType.Gauge, unit, labels, help);

    /// <summary>A counter; the name ends in <c>_total</c>.</summary>
    public static MetricFamily Counter(string name, string unit, ImmutableArray<string> labels, string help) =>
        new(name, FamilyType.Counter, unit, labels, help);
}
