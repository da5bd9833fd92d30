using System.Diagnostics.Metrics;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>A family of a page, or a part of one, as measurements.</summary>
/// <param name="Name">The name.</param>
/// <param name="Help">What it means.</param>
internal sealed record PageGauge(string Name, string Help)
{
    /// <summary>The value of each series.</summary>
    public List<Measurement<double>> Measurements { get; } = [];
}
