using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Failures;

namespace OpenAiSpend.OpenAi.Pages;

/// <summary>Collects the buckets of all pages of a read, in whatever order they come.</summary>
/// <param name="query">What is read.</param>
/// <param name="maxRows">How many rows may come in all.</param>
internal sealed class BucketCollector(SurfaceQuery query, int maxRows)
{
    // Joining sorts the whole day again, so a day that comes in many small parts would take for ever.
    private const int MaxJoins = 100;

    private readonly SortedDictionary<UtcDay, Bucket> _days = [];
    private readonly SortedDictionary<string, int> _rejected = new(StringComparer.Ordinal);
    private int _joins;
    private int _allRows;
    private long _rows;
    private long _rowsWithNumbers;

    /// <summary>How many pages have been read.</summary>
    public int Pages { get; set; }

    /// <summary>A bucket for each day that came, by day.</summary>
    public ImmutableArray<Bucket> Buckets => [.. _days.Values];

    /// <summary>How many rows were not used, by reason.</summary>
    public ImmutableSortedDictionary<string, int> RejectedRows => _rejected.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Counts rows that are not used.</summary>
    public void Reject(string reason, int rows)
    {
        if (rows > 0)
        {
            _rejected[reason] = _rejected.GetValueOrDefault(reason) + rows;
        }
    }

    /// <summary>Whether rows came, and not one of them holds the number that it is about: such an answer must not pass for a day without spend.</summary>
    public bool IsWithoutNumbers => _rows > 0 && _rowsWithNumbers == 0;

    /// <summary>What the last answer said of the time, or null where it said nothing.</summary>
    public DateTimeOffset? ServerTime { get; set; }

    /// <summary>Counts a row that came, before it takes any memory.</summary>
    /// <exception cref="ApiFailureException">There are more than are kept.</exception>
    public void CountRow()
    {
        if (++_allRows > maxRows)
        {
            throw new ApiFailureException(
                PollOutcome.Malformed,
                $"There are more than {maxRows} rows of {query.Surface} in {query.Window.Days} days, too many to keep: take a dimension out of group_by, read fewer days of history, or raise metrics.max_series.");
        }
    }

    /// <summary>Counts the rows of a day that was asked for.</summary>
    /// <param name="rows">All that came.</param>
    /// <param name="withNumbers">Those that are used and hold the surface's first measure.</param>
    public void CountRowsOfWindow(int rows, int withNumbers)
    {
        _rows += rows;
        _rowsWithNumbers += withNumbers;
    }

    /// <summary>Takes a bucket. A day may come twice if it says the same twice, or if each part has rows of its own.</summary>
    /// <returns>Whether it was of use; false where the same bucket came before.</returns>
    /// <exception cref="UnexpectedBodyException">The day came before and says something else.</exception>
    public bool Add(Bucket bucket)
    {
        if (_days.TryAdd(bucket.Day, bucket))
        {
            return true;
        }

        var known = _days[bucket.Day];
        if (known.Count == 0)
        {
            _days[bucket.Day] = bucket;
            return bucket.Count > 0;
        }

        if (bucket.Count == 0 || known.ContentEquals(bucket))
        {
            return false;
        }

        if (++_joins > MaxJoins)
        {
            throw new UnexpectedBodyException($"the day {bucket.Day} came in too many parts");
        }

        var merged = new BucketBuilder(bucket.Surface, bucket.Day) { End = known.End > bucket.End ? known.End : bucket.End };
        merged.Add(known);
        merged.Add(bucket);
        var both = merged.Build();
        if (both.Count != known.Count + bucket.Count)
        {
            throw new UnexpectedBodyException($"the day {bucket.Day} came twice, with different numbers for the same rows");
        }

        _days[bucket.Day] = both;
        return true;
    }
}
