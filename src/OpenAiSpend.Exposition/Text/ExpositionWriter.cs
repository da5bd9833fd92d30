using System.Text;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Series;

namespace OpenAiSpend.Exposition.Text;

/// <summary>Writes families of gauges as text. What it writes reads the same in the text format and in OpenMetrics.</summary>
/// <param name="timestamp">The time of each sample of a day, in seconds since 1970-01-01T00:00Z as OpenMetrics has it; null for none.</param>
internal sealed class ExpositionWriter(Func<UtcDay, long>? timestamp = null) : ISeriesSink
{
    private readonly Dictionary<UtcDay, (byte[] Date, byte[] Time)> _days = [];
    private MetricFamily? _undeclared;
    private byte[] _name = [];

    /// <summary>What was written so far.</summary>
    public ChunkedBuffer Text { get; } = new();

    /// <inheritdoc/>
    public int Samples { get; private set; }

    /// <inheritdoc/>
    public void Begin(MetricFamily family) => Begin(family, isDeclared: false);

    /// <summary>Begins a family. It is declared with its first sample, unless samples of it were written elsewhere before.</summary>
    public void Begin(MetricFamily family, bool isDeclared)
    {
        _undeclared = isDeclared ? null : family;
        _name = Encoding.UTF8.GetBytes(family.Name);
    }

    /// <inheritdoc/>
    public void Sample(LabelSet labels, decimal value) => Line(labels.Text, labels.Text.Length == 1 ? " "u8 : "} "u8, value, []);

    /// <inheritdoc/>
    public void Sample(LabelSet labels, UtcDay day, decimal value)
    {
        if (!_days.TryGetValue(day, out var known))
        {
            known = (
                Encoding.UTF8.GetBytes($",{LabelNames.Date}=\"{day}\"}} "),
                timestamp is null ? [] : Encoding.UTF8.GetBytes($" {timestamp(day)}"));
            _days.Add(day, known);
        }

        var isFirstLabel = labels.Text.Length == 1;
        Line(labels.Text, isFirstLabel ? known.Date.AsSpan(1) : known.Date, value, known.Time);
    }

    private void Line(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> end, decimal value, ReadOnlySpan<byte> time)
    {
        if (_undeclared is { } family)
        {
            Text.Write($"# HELP {family.Name} {family.Help}\n# TYPE {family.Name} gauge\n");
            _undeclared = null;
        }

        // Without any label there are no braces.
        labels = end is [(byte)' '] ? [] : labels;
        var line = Text.GetSpan(_name.Length + labels.Length + end.Length + NumberText.MaxLength + time.Length + 1);
        var at = 0;
        at = Append(line, at, _name);
        at = Append(line, at, labels);
        at = Append(line, at, end);
        at += NumberText.Write(value, line[at..]);
        at = Append(line, at, time);
        line[at++] = (byte)'\n';
        Text.Advance(at);
        Samples++;
    }

    private static int Append(Span<byte> line, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(line[at..]);
        return at + text.Length;
    }
}
