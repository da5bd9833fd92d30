using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Exposition.Series;

/// <summary>
/// The rows of one surface of one organization by label set and day: label sets in the ordinal order of their text,
/// the days of each oldest first, each day of a label set once.
/// </summary>
internal sealed class SeriesTable
{
    private readonly LabelSet[] _labels;
    private readonly int[] _ends;
    private readonly DayPoint[] _points;
    private readonly decimal[] _values;

    internal SeriesTable(LabelSet[] labels, int[] ends, DayPoint[] points, decimal[] values)
    {
        _labels = labels;
        _ends = ends;
        _points = points;
        _values = values;
    }

    /// <summary>How many label sets there are.</summary>
    public int Count => _labels.Length;

    /// <summary>A label set.</summary>
    public LabelSet Labels(int set) => _labels[set];

    /// <summary>The days of a label set, oldest first.</summary>
    public ReadOnlySpan<DayPoint> Points(int set)
    {
        var start = set == 0 ? 0 : _ends[set - 1];
        return _points.AsSpan(start, _ends[set] - start);
    }

    /// <summary>A measure of a day, or null where OpenAI sent none.</summary>
    public decimal? Value(DayPoint point, int measure) => (point.Present & (1u << measure)) == 0 ? null : _values[point.Values + measure];
}

/// <summary>One day of one label set.</summary>
/// <param name="Day">The day.</param>
/// <param name="Present">Bit <c>i</c> says that measure <c>i</c> was sent.</param>
/// <param name="Values">Where its values begin.</param>
internal readonly record struct DayPoint(UtcDay Day, uint Present, int Values)
{
    /// <summary>Whether every measure is zero or absent.</summary>
    public bool IsZero { get; init; }
}
