using System.Collections.Immutable;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>The section <c>alerts</c>: the thresholds of the shipped alert rules, by their keys.</summary>
internal sealed class AlertOptions
{
    /// <summary>The keys with their defaults.</summary>
    public static readonly ImmutableSortedDictionary<string, decimal> Defaults = ImmutableSortedDictionary<string, decimal>.Empty
        .Add("anomaly_score", 4)
        .Add("token_rate_factor", 5)
        .Add("new_model_usd", 50)
        .Add("new_project_usd", 50)
        .Add("unattributed_usd", 100);

    /// <summary>The thresholds in force.</summary>
    public ImmutableSortedDictionary<string, decimal> Thresholds { get; set; } = Defaults;
}
