namespace OpenAiSpend.Exposition.Rendering;

/// <summary>
/// The rows of one surface of one organization by label set and day: label sets in the ordinal order of their text,
/// the days of each oldest first, each day of a label set once.
/// </summary>
internal sealed class SeriesTable
{
    private readonly ReadOnlyMemory<byte>[] _labels;
    private readonly int[] _ends;
    private readonly DayPoint[] _points;
    private readonly decimal[] _values;

    internal SeriesTable(ReadOnlyMemory<byte>[] labels, int[] ends, DayPoint[] points, decimal[] values)
    {
        _labels = labels;
        _ends = ends;
        _points = points;
        _values = values;
    }

    /// <summary>How many label sets there are.</summary>
    public int Count => _labels.Length;

    /// <summary>The text of a label set, without the closing brace.</summary>
    public ReadOnlySpan<byte> Labels(int set) => _labels[set].Span;

    /// <summary>The days of a label set, oldest first.</summary>
    public ReadOnlySpan<DayPoint> Points(int set)
    {
        var start = set == 0 ? 0 : _ends[set - 1];
        return _points.AsSpan(start, _ends[set] - start);
    }

    /// <summary>A measure of a day, or null where OpenAI sent none.</summary>
    public decimal? Value(DayPoint point, int measure) => (point.Present & (1u << measure)) == 0 ? null : _values[point.Values + measure];
}
