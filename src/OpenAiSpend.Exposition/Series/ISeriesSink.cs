using OpenAiSpend.Domain.Days;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Series;

/// <summary>Takes families of gauges one sample after the other. The same walk feeds every format.</summary>
internal interface ISeriesSink
{
    /// <summary>How many samples it has taken so far.</summary>
    int Samples { get; }

    /// <summary>Begins a family. Without samples it leaves no trace.</summary>
    void Begin(MetricFamily family);

    /// <summary>Takes a sample.</summary>
    void Sample(LabelSet labels, decimal value);

    /// <summary>Takes the sample of a day, which is the last label, <c>date</c>.</summary>
    void Sample(LabelSet labels, UtcDay day, decimal value);
}
