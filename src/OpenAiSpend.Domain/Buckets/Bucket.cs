using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Buckets;

/// <summary>
/// One UTC day of one surface: rows with different dimensions. It never changes.
/// The rows lie in flat arrays, because a large organization has millions of them and an object for each would
/// cost more memory than the numbers do.
/// </summary>
public sealed class Bucket
{
    private readonly string?[] _dimensions;
    private readonly decimal[] _values;
    private readonly uint[] _present;

    internal Bucket(BucketSurface surface, UtcDay day, DateTimeOffset end, string?[] dimensions, decimal[] values, uint[] present)
    {
        Surface = surface;
        Day = day;
        End = end;
        _dimensions = dimensions;
        _values = values;
        _present = present;
    }

    /// <summary>The surface that the rows belong to.</summary>
    public BucketSurface Surface { get; }

    /// <summary>The day.</summary>
    public UtcDay Day { get; }

    /// <summary>How far the bucket reaches: the end of the day, or for the current day the moment up to which OpenAI counted.</summary>
    public DateTimeOffset End { get; }

    /// <summary>The number of rows; 0 on a quiet day.</summary>
    public int Count => _present.Length;

    /// <summary>The bucket of a day on which nothing was counted.</summary>
    public static Bucket Empty(BucketSurface surface, UtcDay day) => new(surface, day, day.Next.Start, [], [], []);

    /// <summary>
    /// The values of <see cref="BucketSurface.Dimensions"/> of a row. A null says that OpenAI attributes the row to
    /// nobody, or was not asked to group by that dimension.
    /// </summary>
    public ReadOnlySpan<string?> Dimensions(int row)
    {
        var width = Surface.Dimensions.Length;
        return _dimensions.AsSpan(row * width, width);
    }

    /// <summary>The value of a measure, by its place in <see cref="BucketSurface.Measures"/>, or null where OpenAI sent none.</summary>
    public decimal? Value(int row, int measure) =>
        (_present[row] & (1u << measure)) == 0 ? null : _values[(row * Surface.Measures.Length) + measure];

    /// <summary>Which measures of a row OpenAI sent: bit <c>i</c> stands for measure <c>i</c>.</summary>
    public uint Present(int row) => _present[row];

    /// <summary>The values of all measures of a row; where <see cref="Present"/> has no bit, the value means nothing.</summary>
    public ReadOnlySpan<decimal> Values(int row)
    {
        var width = Surface.Measures.Length;
        return _values.AsSpan(row * width, width);
    }

    /// <summary>The sum of a measure over all rows; 0 where no row has it.</summary>
    public decimal Total(int measure)
    {
        var total = 0m;
        for (var row = 0; row < Count; row++)
        {
            total += Value(row, measure) ?? 0m;
        }

        return total;
    }

    /// <summary>Whether the other bucket holds the same rows for the same day, in the same order.</summary>
    public bool ContentEquals(Bucket other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Surface == other.Surface
            && Day == other.Day
            && _dimensions.AsSpan().SequenceEqual(other._dimensions)
            && _present.AsSpan().SequenceEqual(other._present)
            && _values.AsSpan().SequenceEqual(other._values);
    }

    /// <summary>The bucket as it is kept on disk.</summary>
    public StoredBucket ToStored()
    {
        var texts = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        var places = Array.ConvertAll(_dimensions, text =>
        {
            var place = -1;
            _ = text is not null && texts.TryAdd(text, true, out place);
            return place;
        });
        return new StoredBucket(Surface.Name, Day.Date, End, [.. texts.Keys], places, _present, _values);
    }

    /// <summary>The bucket that was kept on disk.</summary>
    /// <param name="stored">What was kept.</param>
    /// <param name="shared">The texts of all buckets so far: one that occurs again becomes the same object in memory.</param>
    /// <exception cref="FormatException">It was kept by a version with other surfaces, or its lists do not fit.</exception>
    public static Bucket OfStored(StoredBucket stored, HashSet<string> shared)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var surface = Surfaces.Surface.Buckets.FirstOrDefault(surface => surface.Name == stored.Surface);
        var texts = stored.Texts.Select(text => shared.TryGetValue(text, out var known) || !shared.Add(text) ? known! : text).ToArray();
        var (places, present, values) = (stored.Dimensions.ToArray(), stored.Present.ToArray(), stored.Values.ToArray());
        return surface is not null
            && places.Length == present.Length * surface.Dimensions.Length
            && values.Length == present.Length * surface.Measures.Length
            && Array.TrueForAll(places, place => place < texts.Length)
            && Array.TrueForAll(present, measures => measures < 1u << surface.Measures.Length)
            ? new Bucket(surface, UtcDay.Of(stored.Day), stored.End, Array.ConvertAll(places, place => place < 0 ? null : texts[place]), values, present)
            : throw new FormatException("The bucket does not fit its surface.");
    }
}

/// <summary>A bucket as it is kept on disk, ready for a serializer: plain lists, in which each text stands once.</summary>
/// <param name="Surface">The name of the surface.</param>
/// <param name="Day">The day.</param>
/// <param name="End">How far the bucket reaches.</param>
/// <param name="Texts">The texts that the rows have.</param>
/// <param name="Dimensions">The dimensions of one row after the other: places in <paramref name="Texts"/>, or -1 for none.</param>
/// <param name="Present">For each row which measures OpenAI sent, as in <see cref="Bucket.Present"/>.</param>
/// <param name="Values">All measures of one row after the other; 0 for one that was not sent.</param>
public sealed record StoredBucket(
    string Surface,
    DateOnly Day,
    DateTimeOffset End,
    IReadOnlyList<string> Texts,
    ReadOnlyMemory<int> Dimensions,
    ReadOnlyMemory<uint> Present,
    ReadOnlyMemory<decimal> Values);
