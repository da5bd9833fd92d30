using System.Collections.Immutable;
using OpenAiSpend.Exposition.Otlp;

namespace OpenAiSpend.Exposition;

/// <summary>How much of what is known is put on the page.</summary>
public sealed class ExpositionOptions
{
    /// <summary>How many UTC days of costs the daily families show, today included. At least 1; default 35.</summary>
    public int CostDays { get; set; } = 35;

    /// <summary>How many UTC days of usage the daily families show, today included. At least 1; default 8.</summary>
    public int UsageDays { get; set; } = 8;

    /// <summary>
    /// How many label sets one surface of one organization may have on the page; more are folded, see
    /// <see cref="Folding.LabelSetFolding"/>. At least 1; default 20,000.
    /// </summary>
    public int MaxLabelSets { get; set; } = 20_000;

    /// <summary>Thresholds of the shipped alert rules, by name. Default none.</summary>
    public ImmutableSortedDictionary<string, decimal> AlertThresholds { get; set; } = ImmutableSortedDictionary<string, decimal>.Empty;

    /// <summary>How many organizations are watched; room is made for what is counted of each. At least 1; default 1.</summary>
    public int Organizations { get; set; } = 1;

    /// <summary>Where the page and the exporter's own metrics are pushed by OTLP; null, the default, for nowhere.</summary>
    public OtlpOptions? Otlp { get; set; }
}
