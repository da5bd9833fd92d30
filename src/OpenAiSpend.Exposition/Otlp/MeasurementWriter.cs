using System.Diagnostics.Metrics;
using System.Globalization;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Series;
using OpenAiSpend.Exposition.Text;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>Makes measurements of series, and hands them on slice by slice. A family that lies in two slices has a part in each.</summary>
/// <param name="sliceBytes">About how many bytes of text, which are about as many in OTLP, make a slice.</param>
/// <param name="take">Takes a slice.</param>
internal sealed class MeasurementWriter(int sliceBytes, Action<IReadOnlyList<MeasuredFamily>> take) : ISeriesSink
{
    private readonly List<Tag> _tags = [];
    private List<MeasuredFamily> _slice = [];
    private MetricFamily? _family;
    private int _bytes;

    /// <inheritdoc/>
    public int Samples { get; private set; }

    /// <inheritdoc/>
    public void Begin(MetricFamily family) => _family = family;

    /// <inheritdoc/>
    public void Sample(LabelSet labels, decimal value) => Add(labels, null, value);

    /// <inheritdoc/>
    public void Sample(LabelSet labels, UtcDay day, decimal value) => Add(labels, day, value);

    /// <summary>Hands on what is left.</summary>
    public void Flush()
    {
        if (_slice.Count > 0)
        {
            take(_slice);
            (_slice, _bytes) = ([], 0);
        }
    }

    private void Add(LabelSet labels, UtcDay? day, decimal value)
    {
        if (_slice.Count == 0 || _slice[^1].Family != _family)
        {
            _slice.Add(new MeasuredFamily(_family!));
        }

        _tags.Clear();
        _tags.AddRange(labels.Tags);
        if (day is { } of)
        {
            _tags.Add(new Tag(LabelNames.Date, of.ToString()));
        }

        _slice[^1].Measurements.Add(new Measurement<double>(Nearest(value), _tags));
        Samples++;
        _bytes += _family!.Name.Length + labels.Text.Length + NumberText.MaxLength;
        if (_bytes >= sliceBytes)
        {
            Flush();
        }
    }

    // The conversion of the runtime rounds twice, and is off by the last digit once in some thousand times: a receiver would
    // see another number than a scraper, who reads the digits.
    private static double Nearest(decimal value)
    {
        if (value.Scale == 0 && decimal.Abs(value) <= 1L << 53)
        {
            return (double)value;
        }

        Span<byte> digits = stackalloc byte[NumberText.MaxLength];
        return double.Parse(digits[..NumberText.Write(value, digits)], NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}

/// <summary>A family, or a part of one, as measurements.</summary>
internal sealed class MeasuredFamily(MetricFamily family)
{
    /// <summary>The family.</summary>
    public MetricFamily Family { get; } = family;

    /// <summary>The name.</summary>
    public string Name => Family.Name;

    /// <summary>What it means.</summary>
    public string Help => Family.Help;

    /// <summary>The value of each series.</summary>
    public List<Measurement<double>> Measurements { get; } = [];
}
