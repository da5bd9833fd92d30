using System.Diagnostics.Metrics;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>A family of a page, or a part of one, as measurements.</summary>
internal sealed class PageGauge(string name, string help)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>What it means.</summary>
    public string Help { get; } = help;

    /// <summary>The value of each series.</summary>
    public List<Measurement<double>> Measurements { get; } = [];
}
