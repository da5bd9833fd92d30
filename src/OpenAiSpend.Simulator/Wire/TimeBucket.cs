namespace OpenAiSpend.Simulator;

/// <summary>One bucket of a report, in Unix seconds, the end exclusive.</summary>
internal readonly record struct TimeBucket(long Start, long End)
{
    public DateTimeOffset StartInstant => DateTimeOffset.FromUnixTimeSeconds(Start);

    public DateTimeOffset EndInstant => DateTimeOffset.FromUnixTimeSeconds(End);

    public DateOnly Day => DayRhythm.DayOf(StartInstant);

    /// <summary>Cuts a time into buckets at the borders of their width; the first and the last may be short.</summary>
    public static IEnumerable<TimeBucket> Cut(long start, long end, long width)
    {
        for (var at = start; at < end;)
        {
            var border = Math.Min(at - (at % width) + width, end);
            yield return new TimeBucket(at, border);
            at = border;
        }
    }
}
