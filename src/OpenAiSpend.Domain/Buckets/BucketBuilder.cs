using System.Numerics;
using System.Runtime.InteropServices;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Buckets;

/// <summary>
/// Collects the rows of one day and adds up those whose dimensions are the same, as OpenAI may send a row in parts.
/// The built rows are in the ordinal order of their dimensions, so that equal content gives equal buckets whatever
/// order it arrived in.
/// </summary>
public sealed class BucketBuilder
{
    private readonly int _width;
    private readonly int _measures;
    private readonly uint _allPresent;
    private readonly List<string?> _dimensions = [];
    private readonly List<decimal> _values = [];
    private readonly List<uint> _present = [];
    private readonly HashSet<int> _rows;

    /// <summary>Starts the bucket of a day.</summary>
    public BucketBuilder(BucketSurface surface, UtcDay day)
    {
        ArgumentNullException.ThrowIfNull(surface);
        Surface = surface;
        Day = day;
        End = day.Next.Start;
        _width = surface.Dimensions.Length;
        _measures = surface.Measures.Length;
        _allPresent = (1u << _measures) - 1;
        _rows = new HashSet<int>(new SameDimensions(this));
    }

    /// <summary>The surface that the rows belong to.</summary>
    public BucketSurface Surface { get; }

    /// <summary>The day that is being built. Setting it does not move <see cref="End"/>.</summary>
    public UtcDay Day { get; set; }

    /// <summary>How far the bucket reaches; the end of the day unless set.</summary>
    public DateTimeOffset End { get; set; }

    /// <summary>Adds a row. An empty dimension counts as none: a label cannot tell the two apart.</summary>
    /// <param name="dimensions">The values of <see cref="BucketSurface.Dimensions"/>, in that order.</param>
    /// <param name="values">The values of <see cref="BucketSurface.Measures"/>, in that order.</param>
    /// <param name="present">Bit <c>i</c> says that measure <c>i</c> was sent. The value of one that was not is ignored.</param>
    /// <exception cref="OverflowException">A sum leaves the range of <see cref="decimal"/>.</exception>
    public void Add(ReadOnlySpan<string?> dimensions, ReadOnlySpan<decimal> values, uint present)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(dimensions.Length, _width);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _measures);

        // The row is put at the end first, so that the set can compare it, and taken away again if it is known already.
        var row = _present.Count;
        foreach (var dimension in dimensions)
        {
            _dimensions.Add(string.IsNullOrEmpty(dimension) ? null : dimension);
        }

        _present.Add(present);
        if (_rows.Add(row))
        {
            _values.AddRange(values);
            var added = CollectionsMarshal.AsSpan(_values)[^_measures..];
            for (var absent = _allPresent & ~present; absent != 0; absent &= absent - 1)
            {
                added[BitOperations.TrailingZeroCount(absent)] = 0m;
            }

            return;
        }

        _rows.TryGetValue(row, out var known);
        _dimensions.RemoveRange(row * _width, _width);
        _present.RemoveAt(row);
        var sums = CollectionsMarshal.AsSpan(_values).Slice(known * _measures, _measures);
        var before = _present[known];
        for (var rest = present; rest != 0; rest &= rest - 1)
        {
            var measure = BitOperations.TrailingZeroCount(rest);
            sums[measure] = (before & (1u << measure)) == 0 ? values[measure] : sums[measure] + values[measure];
        }

        _present[known] = before | present;
    }

    /// <summary>Adds every row of a bucket.</summary>
    /// <exception cref="OverflowException">A sum leaves the range of <see cref="decimal"/>.</exception>
    public void Add(Bucket bucket)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        for (var row = 0; row < bucket.Count; row++)
        {
            Add(bucket.Dimensions(row), bucket.Values(row), bucket.Present(row));
        }
    }

    /// <summary>Forgets all rows, and keeps the memory they took: for one builder that makes many buckets.</summary>
    public void Clear()
    {
        _dimensions.Clear();
        _values.Clear();
        _present.Clear();
        _rows.Clear();
    }

    /// <summary>The bucket of the rows added so far.</summary>
    public Bucket Build()
    {
        var count = _present.Count;
        var order = new int[count];
        for (var row = 0; row < count; row++)
        {
            order[row] = row;
        }

        Array.Sort(order, Compare);

        var dimensions = new string?[count * _width];
        var values = new decimal[count * _measures];
        var present = new uint[count];
        var fromDimensions = CollectionsMarshal.AsSpan(_dimensions);
        var fromValues = CollectionsMarshal.AsSpan(_values);
        for (var to = 0; to < count; to++)
        {
            var from = order[to];
            fromDimensions.Slice(from * _width, _width).CopyTo(dimensions.AsSpan(to * _width));
            fromValues.Slice(from * _measures, _measures).CopyTo(values.AsSpan(to * _measures));
            present[to] = _present[from];
        }

        return new Bucket(Surface, Day, End, dimensions, values, present);
    }

    private int Compare(int left, int right)
    {
        var dimensions = CollectionsMarshal.AsSpan(_dimensions);
        for (var i = 0; i < _width; i++)
        {
            var order = string.CompareOrdinal(dimensions[(left * _width) + i], dimensions[(right * _width) + i]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private sealed class SameDimensions(BucketBuilder builder) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => builder.Compare(x, y) == 0;

        public int GetHashCode(int row)
        {
            var hash = default(HashCode);
            foreach (var dimension in CollectionsMarshal.AsSpan(builder._dimensions).Slice(row * builder._width, builder._width))
            {
                hash.Add(dimension);
            }

            return hash.ToHashCode();
        }
    }
}
