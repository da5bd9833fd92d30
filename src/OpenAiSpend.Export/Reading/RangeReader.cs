using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Export.Reading;

/// <summary>Reads a range of days month by month, so that no more than a month of it is ever in memory.</summary>
/// <param name="source">Where from.</param>
/// <param name="queries">What to read, each with the whole range as its window.</param>
/// <param name="partial">Keeps what was read, or null where a run cannot be resumed.</param>
/// <param name="notes">Takes warnings and counts.</param>
internal sealed class RangeReader(ISpendSource source, ImmutableArray<SurfaceQuery> queries, PartialReadings? partial, ReadingNotes notes)
{
    // A first month of fewer days is read with the next one: it may be older than OpenAI's history, which a query that
    // reaches into it survives.
    private const int ShortestFirst = 7;

    /// <summary>Whether costs may be missing: then everything else is read, and a warning says why they are.</summary>
    public bool CostsAreOptional { get; init; }

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

    /// <summary>Reads every month, the oldest first.</summary>
    /// <exception cref="SpendSourceException">Something that is needed could not be read.</exception>
    public async IAsyncEnumerable<MonthReading> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var months = Months(queries[0].Window).ToList();
        notes.Expect(months.Count * queries.Length);
        foreach (var month in months)
        {
            notes.Started(month);
            var attempts = await Task.WhenAll(queries.Select(query => TryAsync(query with { Window = month }, cancellationToken)));
            cancellationToken.ThrowIfCancellationRequested();

            // A key that is not good is the cause of everything else that goes wrong with it.
            var failures = attempts.Where(attempt => attempt.Failure is not null && !IsForgiven(attempt)).Select(static attempt => attempt.Failure!).ToList();
            if (failures.Count > 0)
            {
                throw failures.FirstOrDefault(static failure => IsAuthorization(failure.Outcome)) ?? failures[0];
            }

            yield return new MonthReading(month, attempts
                .Where(static attempt => attempt.Reading is not null)
                .ToImmutableDictionary(static attempt => attempt.Query.Surface, static attempt => attempt.Reading!));
        }

        notes.Finished();
    }

    private static bool IsAuthorization(PollOutcome outcome) => outcome is PollOutcome.Unauthorized or PollOutcome.Forbidden;

    private async Task<Attempt> TryAsync(SurfaceQuery query, CancellationToken cancellationToken)
    {
        try
        {
            if (partial?.Find(query) is not { } reading)
            {
                reading = await source.ReadAsync(query, cancellationToken);
                partial?.Add(query, reading);
            }

            notes.Read(query.Surface, reading);
            return new Attempt(query, reading, null);
        }
        catch (SpendSourceException failure)
        {
            return new Attempt(query, null, failure);
        }
    }

    private bool IsForgiven(Attempt attempt)
    {
        var (query, _, failure) = attempt;
        if (query.Surface == Surface.Costs && CostsAreOptional && !IsAuthorization(failure!.Outcome))
        {
            notes.Warn(string.Create(CultureInfo.InvariantCulture, $"Costs of {query.Window} could not be read, and are left out: {failure.Message}"));
            return true;
        }

        // OpenAI adds surfaces and may take one away; asking again would not help, and the others are good without it.
        if (query.Surface != Surface.Costs && query.Surface != Surface.Completions && failure!.Outcome == PollOutcome.BadRequest)
        {
            notes.Warn(string.Create(CultureInfo.InvariantCulture, $"Usage of {query.Surface} of {query.Window} is left out: {failure.Message}"));
            return true;
        }

        return false;
    }

    private sealed record Attempt(SurfaceQuery Query, SurfaceReading? Reading, SpendSourceException? Failure);
}
