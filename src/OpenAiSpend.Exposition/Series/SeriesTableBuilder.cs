using System.Numerics;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Exposition.Series;

/// <summary>Sorts the rows of a surface into label sets, and adds those that have the same labels and day.</summary>
internal sealed class SeriesTableBuilder
{
    private readonly string _organization;
    private readonly LabelScheme _scheme;
    private readonly LabelValues _values;

    private readonly Dictionary<int[], int>.AlternateLookup<ReadOnlySpan<int>> _sets =
        new Dictionary<int[], int>(SequenceComparer<int>.Instance).GetAlternateLookup<ReadOnlySpan<int>>();

    private readonly List<int[]> _keys = [];
    private readonly List<Row> _rows = [];
    private readonly Dictionary<(int Column, int Value), int> _derived = [];

    private SeriesTableBuilder(string organization, LabelScheme scheme, LabelValues values)
    {
        _organization = organization;
        _scheme = scheme;
        _values = values;
    }

    /// <summary>Builds the table of some days.</summary>
    /// <param name="organization">The value of the <c>organization</c> label.</param>
    /// <param name="snapshot">The rows.</param>
    /// <param name="scheme">The labels they get.</param>
    /// <param name="measures">Bit <c>i</c> says that measure <c>i</c> is wanted; a row without any wanted measure is left out.</param>
    /// <param name="values">The label values of the exposition.</param>
    /// <param name="days">The days that are wanted.</param>
    /// <param name="filter">Which rows are wanted, or null for all.</param>
    /// <param name="splits">The measures that are as good as not sent where they are zero on all of the days, as bits.</param>
    public static SeriesTable Build(
        string organization,
        SurfaceSnapshot snapshot,
        LabelScheme scheme,
        uint measures,
        LabelValues values,
        DayWindow days,
        Func<Bucket, int, bool>? filter = null,
        uint splits = 0)
    {
        var builder = new SeriesTableBuilder(organization, scheme, values);
        foreach (var bucket in snapshot.Buckets.Where(bucket => days.Contains(bucket.Day)))
        {
            for (var row = 0; row < bucket.Count; row++)
            {
                if ((bucket.Present(row) & measures) != 0 && (filter is null || filter(bucket, row)))
                {
                    builder._rows.Add(new Row(builder.SetOf(bucket.Dimensions(row)), bucket, row));
                }
            }
        }

        return builder.Build(snapshot.Surface.Measures.Length, measures, splits);
    }

    private int SetOf(ReadOnlySpan<string?> dimensions)
    {
        Span<int> key = stackalloc int[_scheme.Dimensions.Length];
        for (var i = 0; i < key.Length; i++)
        {
            key[i] = _values.Number(dimensions[_scheme.Dimensions[i]]);
        }

        if (!_sets.TryGetValue(key, out var set))
        {
            set = _keys.Count;
            _keys.Add(key.ToArray());
            _sets[key] = set;
        }

        return set;
    }

    private SeriesTable Build(int width, uint measures, uint splits)
    {
        var labels = _keys.ConvertAll(Label).ToArray();
        var order = Enumerable.Range(0, labels.Length).ToArray();
        Array.Sort(order, (left, right) => labels[left].Text.SequenceCompareTo(labels[right].Text));
        var rank = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            rank[order[i]] = i;
        }

        // A counting sort: it keeps the rows of a label set in the order of the buckets, oldest day first.
        var ends = new int[order.Length];
        foreach (var row in _rows)
        {
            ends[rank[row.Set]]++;
        }

        for (int i = 0, start = 0; i < ends.Length; i++)
        {
            (ends[i], start) = (start, start + ends[i]);
        }

        var rows = new Row[_rows.Count];
        foreach (var row in _rows)
        {
            rows[ends[rank[row.Set]]++] = row;
        }

        var points = new DayPoint[rows.Length];
        var values = new decimal[rows.Length * width];
        var count = 0;
        for (int i = 0, set = 0; set < ends.Length; set++)
        {
            var first = count;
            for (; i < ends[set]; i++)
            {
                var (_, bucket, row) = rows[i];
                if (count == first || points[count - 1].Day != bucket.Day)
                {
                    points[count] = new DayPoint(bucket.Day, 0, count * width);
                    count++;
                }

                Add(ref points[count - 1], values, bucket.Values(row), bucket.Present(row) & measures);
            }

            ends[set] = count;
            Hide(splits, points.AsSpan(first..count), values, width);
        }

        foreach (ref var point in points.AsSpan(0, count))
        {
            point = point with { IsZero = !values.AsSpan(point.Values, width).ContainsAnyExcept(0m) };
        }

        return new SeriesTable([.. order.Select(set => labels[set])], ends, points[..count], values);
    }

    private static void Add(ref DayPoint point, decimal[] sums, ReadOnlySpan<decimal> values, uint present)
    {
        for (var rest = present; rest != 0; rest &= rest - 1)
        {
            var measure = BitOperations.TrailingZeroCount(rest);
            sums[point.Values + measure] += values[measure];
        }

        point = point with { Present = point.Present | present };
    }

    private static void Hide(uint splits, Span<DayPoint> points, decimal[] values, int width)
    {
        foreach (ref readonly var point in points)
        {
            for (var rest = splits; rest != 0; rest &= rest - 1)
            {
                var measure = BitOperations.TrailingZeroCount(rest);
                splits &= values[point.Values + measure] == 0m ? uint.MaxValue : ~(1u << measure);
            }
        }

        foreach (ref var point in points)
        {
            point = point with { Present = point.Present & ~splits };
        }
    }

    private LabelSet Label(int[] key)
    {
        var values = new int[1 + _scheme.Columns.Length];
        values[0] = _values.Number(_organization);
        for (var i = 0; i < _scheme.Columns.Length; i++)
        {
            var column = _scheme.Columns[i];
            var value = key[_scheme.Dimensions.IndexOf(column.Dimension)];
            values[i + 1] = column.Derive is null ? value : Derived(i, value, column.Derive);
        }

        return new LabelSet(_scheme.Names, values, _values);
    }

    private int Derived(int column, int value, Func<string?, string?> derive)
    {
        if (!_derived.TryGetValue((column, value), out var derived))
        {
            derived = _values.Number(derive(_values.Value(value)));
            _derived.Add((column, value), derived);
        }

        return derived;
    }

    private readonly record struct Row(int Set, Bucket Bucket, int Index);
}
