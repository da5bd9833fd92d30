using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Files;

namespace OpenAiSpend.Export.Days;

/// <summary>Reads a range of days month by month, so that no more than a month of it is ever in memory.</summary>
/// <param name="source">Where costs and usage come from.</param>
/// <param name="directory">Where names come from.</param>
/// <param name="clock">The clock.</param>
/// <param name="notes">Takes warnings and counts.</param>
internal sealed class RangeReader(ISpendSource source, IDirectorySource directory, TimeProvider clock, RangeNotes notes)
{
    // A first month of fewer days is read with the next one: it may be older than OpenAI's history, which a query that
    // reaches into it survives.
    private const int ShortestFirst = 7;

    /// <summary>How many days OpenAI keeps at the most: about a year.</summary>
    public const int KeptDays = 366;

    /// <summary>Takes warnings and counts.</summary>
    public RangeNotes Notes => notes;

    /// <summary>The current instant.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The current day.</summary>
    public UtcDay Today => UtcDay.Of(Now);

    /// <summary>Whether days may be missing: then a warning names them, and reading goes on to its end all the same.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>Hears of what is being read, and how much of it is done, from 0 to 1.</summary>
    public Action<string, double>? Progress { get; set; }

    /// <summary>Keeps what was read, or null where a run cannot be resumed.</summary>
    public PartialFile? Partial { get; set; }

    /// <summary>The calendar months of a range, the first and the last perhaps in part.</summary>
    public static IEnumerable<DayWindow> Months(DayWindow range)
    {
        var start = range.Start;
        while (start < range.End)
        {
            var end = start.NextMonthStart;
            if (start == range.Start && end.DaysSince(start) < ShortestFirst)
            {
                end = end.NextMonthStart;
            }

            end = end < range.End ? end : range.End;
            yield return new DayWindow(start, end);
            start = end;
        }
    }

    /// <summary>Why days cannot be read yet, or null where they can.</summary>
    public static string? RefusalOfLater(DayWindow days, UtcDay today) =>
        days.Last > today ? $"{days.Last} has not begun: today is {today} in UTC; ask for days up to today" : null;

    /// <summary>Why days can no longer be read, or null where at least the last of them may be.</summary>
    public static string? RefusalOfForgotten(DayWindow days, UtcDay today) =>
        days.Last < today.AddDays(-KeptDays) ? $"{days.Last} is before OpenAI's history, which reaches back about a year; ask for days from {today.AddDays(-KeptDays)} on" : null;

    /// <summary>Reads names. They are optional: what cannot be read is shown by its id, and a warning says so.</summary>
    public Task<DirectoryNames> ReadNamesAsync(bool users, bool apiKeys, CancellationToken cancellationToken) =>
        DirectoryNames.ReadAsync(directory, users, apiKeys, notes, cancellationToken);

    /// <summary>Reads every month, the oldest first.</summary>
    /// <param name="queries">What to read, each with the whole range as its window.</param>
    /// <param name="costsAreOptional">Whether costs may be missing: then everything else is read, and a warning says why they are.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="SpendSourceException">Something that is needed could not be read.</exception>
    public async IAsyncEnumerable<MonthBuckets> ReadAsync(
        ImmutableArray<SurfaceQuery> queries, bool costsAreOptional, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var months = Months(queries[0].Window).ToList();
        var missing = new MissingDays(Now);
        var (done, all) = (0, (double)months.Count * queries.Length);
        foreach (var month in months)
        {
            Progress?.Invoke($"{month}", done / all);
            var attempts = await Task.WhenAll(queries.Select(async query =>
            {
                var attempt = await TryAsync(query with { Window = month }, missing, cancellationToken);
                Progress?.Invoke($"{month}", Interlocked.Increment(ref done) / all);
                return attempt;
            }));
            cancellationToken.ThrowIfCancellationRequested();

            // A key that is not good is the cause of everything else that goes wrong with it.
            var failures = attempts
                .Where(attempt => attempt.Failure is not null && !IsForgiven(attempt.Query, attempt.Failure, costsAreOptional))
                .Select(static attempt => attempt.Failure!)
                .OrderByDescending(static failure => IsAuthorization(failure.Outcome));
            if (failures.FirstOrDefault() is { } worst)
            {
                throw worst;
            }

            var readings = attempts.Where(static attempt => attempt.Reading is not null).ToDictionary(static attempt => attempt.Query.Surface, static attempt => attempt.Reading!);
            foreach (var (surface, reading) in readings)
            {
                missing.Add(surface, reading);
            }

            yield return new MonthBuckets(month, readings.ToImmutableDictionary(
                static reading => reading.Key,
                static reading => reading.Value.Buckets.ToImmutableSortedDictionary(static bucket => bucket.Day, static bucket => bucket)));
        }

        notes.Finished();
        if (missing.ToString() is { Length: > 0 } days)
        {
            var warning = $"OpenAI's answers lack days, and what they cost is not known: {days}";
            if (!AllowMissing)
            {
                throw new SpendSourceException(PollOutcome.Malformed, $"{warning}. Try again later, or go on without them by --allow-missing.");
            }

            notes.Warn($"{warning}.");
        }
    }

    private static bool IsAuthorization(PollOutcome outcome) => outcome is PollOutcome.Unauthorized or PollOutcome.Forbidden;

    private async Task<Attempt> TryAsync(SurfaceQuery query, MissingDays missing, CancellationToken cancellationToken)
    {
        try
        {
            if (Partial?.Find(query) is not { } reading)
            {
                reading = await source.ReadAsync(query, cancellationToken);

                // Days that are missing are asked for again.
                if (!missing.In(reading).Any())
                {
                    Partial?.Add(query, reading);
                }
            }

            notes.Read(query.Surface, reading);
            return new Attempt(query, reading, null);
        }
        catch (SpendSourceException failure)
        {
            return new Attempt(query, null, failure);
        }
    }

    private bool IsForgiven(SurfaceQuery query, SpendSourceException failure, bool costsAreOptional)
    {
        // OpenAI adds usage surfaces and may take one away; asking again would not help, and the others are good without it.
        var isForgiven = query.Surface == Surface.Costs
            ? costsAreOptional && !IsAuthorization(failure.Outcome)
            : query.Surface != Surface.Completions && failure.Outcome == PollOutcome.BadRequest;
        if (isForgiven)
        {
            notes.Warn($"{(query.Surface == Surface.Costs ? "Costs" : $"Usage of {query.Surface}")} of {query.Window} could not be read: {failure.Message}");
        }

        return isForgiven;
    }

    private sealed record Attempt(SurfaceQuery Query, SurfaceReading? Reading, SpendSourceException? Failure);
}

/// <summary>What was read of the days of one month.</summary>
/// <param name="Window">The days that were asked for.</param>
/// <param name="Buckets">The buckets that came, by surface and day; a surface that could not be read is not there.</param>
internal sealed record MonthBuckets(DayWindow Window, ImmutableDictionary<BucketSurface, ImmutableSortedDictionary<UtcDay, Bucket>> Buckets)
{
    /// <summary>The days that were asked for, the oldest first.</summary>
    public IEnumerable<UtcDay> Days => Enumerable.Range(0, Window.Days).Select(Window.Start.AddDays);

    /// <summary>The bucket of a day, or null where none came.</summary>
    public Bucket? Find(BucketSurface surface, UtcDay day) => Buckets.GetValueOrDefault(surface)?.GetValueOrDefault(day);

    /// <summary>Every bucket of a day, of the usage surfaces.</summary>
    public ImmutableArray<Bucket> Usage(UtcDay day) =>
        [.. Surface.Usage.Select(surface => Find(surface, day)).OfType<Bucket>()];
}
