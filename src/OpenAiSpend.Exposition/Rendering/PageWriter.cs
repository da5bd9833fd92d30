using System.Text;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>Writes families of gauges. What it writes reads the same in the text format and in OpenMetrics.</summary>
/// <param name="timestamp">The time of each sample of a day, in seconds since 1970-01-01T00:00Z as OpenMetrics has it; null for none.</param>
internal sealed class PageWriter(Func<UtcDay, long>? timestamp = null)
{
    private readonly ChunkedBuffer _page = new();
    private readonly Dictionary<UtcDay, (byte[] Date, byte[] Time)> _days = [];
    private MetricFamily? _undeclared;
    private byte[] _name = [];

    /// <summary>What was written so far.</summary>
    public ChunkedBuffer Page => _page;

    /// <summary>How many samples were written so far.</summary>
    public int Samples { get; private set; }

    /// <summary>Begins a family. It is declared with its first sample; without samples it leaves no trace.</summary>
    /// <param name="family">The family.</param>
    /// <param name="isDeclared">Whether samples of it stand before those that follow.</param>
    public void Begin(MetricFamily family, bool isDeclared = false)
    {
        _undeclared = isDeclared ? null : family;
        _name = Encoding.UTF8.GetBytes(family.Name);
    }

    /// <summary>Writes a sample.</summary>
    /// <param name="labels">The labels, without the closing brace.</param>
    /// <param name="value">The value.</param>
    public void Sample(ReadOnlySpan<byte> labels, decimal value) => Line(labels, "} "u8, value, []);

    /// <summary>Writes the sample of a day.</summary>
    /// <param name="labels">The labels that come before the date, without the closing brace.</param>
    /// <param name="day">The day.</param>
    /// <param name="value">The value.</param>
    public void Sample(ReadOnlySpan<byte> labels, UtcDay day, decimal value)
    {
        if (!_days.TryGetValue(day, out var known))
        {
            known = (
                Encoding.UTF8.GetBytes($",{LabelNames.Date}=\"{day}\"}} "),
                timestamp is null ? [] : Encoding.UTF8.GetBytes($" {timestamp(day)}"));
            _days.Add(day, known);
        }

        var isFirstLabel = labels is [(byte)'{'];
        Line(labels, isFirstLabel ? known.Date.AsSpan(1) : known.Date, value, known.Time);
    }

    private void Line(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> end, decimal value, ReadOnlySpan<byte> time)
    {
        if (_undeclared is { } family)
        {
            _page.Write($"# HELP {family.Name} {family.Help}\n# TYPE {family.Name} gauge\n");
            _undeclared = null;
        }

        var line = _page.GetSpan(_name.Length + labels.Length + end.Length + NumberText.MaxLength + time.Length + 1);
        var at = 0;
        at = Append(line, at, _name);
        at = Append(line, at, labels);
        at = Append(line, at, end);
        at += NumberText.Write(value, line[at..]);
        at = Append(line, at, time);
        line[at++] = (byte)'\n';
        _page.Advance(at);
        Samples++;
    }

    private static int Append(Span<byte> line, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(line[at..]);
        return at + text.Length;
    }
}
