using System.Numerics;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Exposition.Folding;

/// <summary>Rows that share their labels, the series that they make, and what became of them.</summary>
/// <param name="values">The values of the labels, in the order of the surface.</param>
internal sealed class FoldableLabelSet(string?[] values)
{
    private const uint IsNotZero = 1u << 31;

    private readonly List<Cell> _cells = [];
    private FoldableLabelSet? _into;

    /// <summary>The values of the labels.</summary>
    public string?[] Values { get; } = values;

    /// <summary>The surface's first measure, summed over the exported days. Currencies are mixed: it ranks, it is not shown.</summary>
    public decimal Weight { get; set; }

    /// <summary>Whether it was folded into another one.</summary>
    public bool IsFolded => _into is not null;

    /// <summary>The label set that its rows belong to in the end.</summary>
    public FoldableLabelSet Final => _into?.Final ?? this;

    /// <summary>Notes which measures came with a row.</summary>
    /// <param name="shape">What series are made of.</param>
    /// <param name="exported">All days of which rows are noted.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="row">The row.</param>
    public void Add(SeriesShape shape, DayWindow exported, Bucket bucket, int row)
    {
        var values = bucket.Values(row);
        var present = bucket.Present(row);
        var notZero = 0u;
        for (var rest = present; rest != 0; rest &= rest - 1)
        {
            var measure = BitOperations.TrailingZeroCount(rest);
            notZero |= values[measure] == 0m ? 0 : 1u << measure;
        }

        for (var lane = 0; lane < shape.Lanes.Length; lane++)
        {
            var (identity, measures, _, _) = shape.Lanes[lane];
            if ((present & measures) != 0)
            {
                var cell = Find(lane, identity < 0 ? null : bucket.Dimensions(row)[identity], exported.Days);
                cell.NotZero |= notZero & measures;
                cell.Days[bucket.Day.DaysSince(exported.Start)] |= (present & measures) | ((notZero & measures) == 0 ? 0 : IsNotZero);
            }
        }
    }

    /// <summary>How many series it makes; more only where what is added up comes to nothing.</summary>
    /// <param name="shape">What series are made of.</param>
    /// <param name="start">The first of the days of which rows were noted.</param>
    /// <param name="usage">The days that are shown of what has no window of its own; null for all.</param>
    public int Series(SeriesShape shape, UtcDay start, DayWindow? usage = null)
    {
        var count = 0;
        foreach (var cell in _cells)
        {
            var lane = shape.Lanes[cell.Lane];
            foreach (var view in lane.Views)
            {
                var measures = view.Measures & ~(lane.Splits & ~cell.NotZero);
                var any = 0u;
                for (var day = 0; day < cell.Days.Length; day++)
                {
                    var date = start.AddDays(day);
                    if (!view.Window.Contains(date) || usage?.Contains(date) == false)
                    {
                        continue;
                    }

                    any |= cell.Days[day];
                    count += view.IsDaily && (cell.Days[day] & IsNotZero) != 0 ? BitOperations.PopCount(cell.Days[day] & measures) : 0;
                }

                count += view.IsDaily ? 0 : BitOperations.PopCount(any & measures & ~IsNotZero);
            }
        }

        return count;
    }

    /// <summary>Adds its rows to another label set.</summary>
    public void FoldInto(FoldableLabelSet other)
    {
        _into = other;
        other.Take(this);
    }

    /// <summary>Adds what another label set has, which goes on as it is.</summary>
    public void Take(FoldableLabelSet other)
    {
        Weight += other.Weight;
        foreach (var cell in other._cells)
        {
            var own = Find(cell.Lane, cell.Identity, cell.Days.Length);
            own.NotZero |= cell.NotZero;
            for (var day = 0; day < cell.Days.Length; day++)
            {
                own.Days[day] |= cell.Days[day];
            }
        }
    }

    private Cell Find(int lane, string? identity, int days)
    {
        foreach (var cell in _cells)
        {
            if (cell.Lane == lane && cell.Identity == identity)
            {
                return cell;
            }
        }

        var added = new Cell(lane, identity, new uint[days]);
        _cells.Add(added);
        return added;
    }

    /// <summary>The rows of a table: which measures came on each day, with <see cref="IsNotZero"/> where one was not zero.</summary>
    private sealed class Cell(int lane, string? identity, uint[] days)
    {
        public int Lane { get; } = lane;

        public string? Identity { get; } = identity;

        public uint[] Days { get; } = days;

        public uint NotZero { get; set; }
    }
}
