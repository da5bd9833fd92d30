using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Exposition.Series;

namespace OpenAiSpend.Exposition.Folding;

/// <summary>Which row of a surface belongs to which label set.</summary>
internal sealed class LabelSetIndex
{
    private const int FirstMeasure = 0;

    private readonly SurfaceSnapshot _surface;
    private readonly ImmutableArray<int> _dimensions;
    private readonly DayWindow _exported;
    private readonly List<FoldableLabelSet> _sets = [];

    // The set of each row of the exported days in turn.
    private readonly List<FoldableLabelSet> _setOfRow = [];

    private LabelSetIndex(SurfaceSnapshot surface, ImmutableArray<int> dimensions, DayWindow exported)
    {
        _surface = surface;
        _dimensions = dimensions;
        _exported = exported;
    }

    /// <summary>The label sets of the exported days.</summary>
    public IReadOnlyList<FoldableLabelSet> Sets => _sets;

    /// <summary>Sorts the rows of the exported days into label sets.</summary>
    /// <param name="surface">The rows.</param>
    /// <param name="dimensions">The places of the dimensions that are labels.</param>
    /// <param name="exported">The days.</param>
    /// <param name="shape">What series the label sets make.</param>
    public static LabelSetIndex Of(SurfaceSnapshot surface, ImmutableArray<int> dimensions, DayWindow exported, SeriesShape shape)
    {
        var index = new LabelSetIndex(surface, dimensions, exported);
        var known = new Dictionary<string?[], FoldableLabelSet>(SequenceComparer<string?>.Instance).GetAlternateLookup<ReadOnlySpan<string?>>();
        var values = new string?[dimensions.Length];
        foreach (var bucket in surface.Buckets.Where(bucket => exported.Contains(bucket.Day)))
        {
            for (var row = 0; row < bucket.Count; row++)
            {
                var all = bucket.Dimensions(row);
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = all[dimensions[i]];
                }

                if (!known.TryGetValue(values, out var set))
                {
                    set = new FoldableLabelSet([.. values]);
                    known[values] = set;
                    index._sets.Add(set);
                }

                index._setOfRow.Add(set);
                set.Weight += bucket.Value(row, FirstMeasure) ?? 0m;
                set.Add(shape, exported, bucket, row);
            }
        }

        return index;
    }

    /// <summary>The buckets with every row in the label set that it belongs to in the end. A day without a folded row stays as it is.</summary>
    public ImmutableArray<Bucket> FoldedBuckets()
    {
        var buckets = ImmutableArray.CreateBuilder<Bucket>(_surface.Buckets.Length);
        var builder = new BucketBuilder(_surface.Surface, _exported.Start);
        var next = 0;
        foreach (var bucket in _surface.Buckets)
        {
            if (_exported.Contains(bucket.Day))
            {
                buckets.Add(Folded(bucket, next, builder));
                next += bucket.Count;
            }
            else
            {
                buckets.Add(bucket);
            }
        }

        return buckets.MoveToImmutable();
    }

    private Bucket Folded(Bucket bucket, int firstRow, BucketBuilder builder)
    {
        var isFolded = false;
        builder.Clear();
        builder.Day = bucket.Day;
        builder.End = bucket.End;
        var dimensions = new string?[bucket.Surface.Dimensions.Length];
        for (var row = 0; row < bucket.Count; row++)
        {
            var set = _setOfRow[firstRow + row];
            isFolded |= set.IsFolded;
            bucket.Dimensions(row).CopyTo(dimensions);
            for (var i = 0; i < _dimensions.Length; i++)
            {
                dimensions[_dimensions[i]] = set.Final.Values[i];
            }

            builder.Add(dimensions, bucket.Values(row), bucket.Present(row));
        }

        return isFolded ? builder.Build() : bucket;
    }
}
