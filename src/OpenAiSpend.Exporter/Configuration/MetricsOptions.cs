namespace OpenAiSpend.Exporter.Configuration;

/// <summary>The section <c>metrics</c>.</summary>
internal sealed class MetricsOptions
{
    /// <summary>Trailing days of the daily cost families, today included. Default 35.</summary>
    public int CostDays { get; set; } = 35;

    /// <summary>Trailing days of the daily usage families, today included. Default 8.</summary>
    public int UsageDays { get; set; } = 8;

    /// <summary>The most label sets of one surface of one organization; more are folded into <c>other</c>. Default 20,000.</summary>
    public int MaxLabelSets { get; set; } = 20_000;
}
