using OpenAiSpend.Domain.Days;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Series;

/// <summary>Hands on what is exposed, and drops the rest.</summary>
internal sealed class ExposedSink(ISeriesSink sink, ExposedFamilies exposed) : ISeriesSink
{
    private bool _isExposed;

    /// <inheritdoc/>
    public int Samples => sink.Samples;

    /// <inheritdoc/>
    public void Begin(MetricFamily family)
    {
        _isExposed = exposed.Contains(family.Name);
        if (_isExposed)
        {
            sink.Begin(family);
        }
    }

    /// <inheritdoc/>
    public void Sample(LabelSet labels, decimal value)
    {
        if (_isExposed)
        {
            sink.Sample(labels, value);
        }
    }

    /// <inheritdoc/>
    public void Sample(LabelSet labels, UtcDay day, decimal value)
    {
        if (_isExposed)
        {
            sink.Sample(labels, day, value);
        }
    }
}
