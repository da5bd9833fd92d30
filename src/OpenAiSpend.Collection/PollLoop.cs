using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>What every poller needs.</summary>
/// <param name="Jitter">Gives numbers from 0 to 1 that scatter the polls.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Logger">The log.</param>
internal sealed record PollContext(Func<double> Jitter, TimeProvider Clock, ILogger Logger)
{
    /// <summary>Logs failed polls.</summary>
    public FailureLog Failures { get; } = new(Clock, Logger);

    /// <summary>An interval, a tenth shorter to a tenth longer: many surfaces and many exporters must not ask in step.</summary>
    public TimeSpan Scatter(TimeSpan interval) => interval * (0.9 + (0.2 * Jitter()));
}

/// <summary>What a poll that went well read.</summary>
/// <param name="Change">Puts it into what was known.</param>
/// <param name="RejectedRows">How many rows could not be used, by reason.</param>
internal sealed record PollResult(Func<OrganizationSnapshot, OrganizationSnapshot> Change, ImmutableSortedDictionary<string, int> RejectedRows)
{
    /// <summary>What the answers had that this version does not know.</summary>
    public ImmutableSortedSet<string> UnknownFields { get; init; } = [];

    /// <summary>How far the clock of this machine is ahead of OpenAI's, or null where that is not known.</summary>
    public TimeSpan? ClockSkew { get; init; }
}

/// <summary>Runs the polls of one surface. Whatever a poll throws becomes one of the outcomes, told to the ledger and the log.</summary>
/// <param name="organization">The organization.</param>
/// <param name="surface">The surface.</param>
/// <param name="ledger">Takes each poll in.</param>
/// <param name="context">What every poller needs.</param>
internal sealed class PollLoop(string organization, Surface surface, OrganizationLedger ledger, PollContext context)
{
    private static readonly TimeSpan AfterBrokenSchedule = TimeSpan.FromMinutes(1);

    /// <summary>The surface.</summary>
    public Surface Surface => surface;

    /// <summary>Polls once. It throws nothing, whatever the poll and the schedule throw.</summary>
    /// <param name="poll">Reads.</param>
    /// <param name="next">Says how long to wait, from how the poll ended, how long OpenAI asked to be left alone, and how long the poll took.</param>
    /// <param name="stopping">Ends the poll and the program; a poll that is cut off so has no outcome.</param>
    /// <returns>How long to wait before the next poll.</returns>
    public async Task<TimeSpan> RunAsync(
        Func<CancellationToken, Task<PollResult>> poll, Func<PollOutcome, TimeSpan?, TimeSpan, TimeSpan> next, CancellationToken stopping)
    {
        var clock = context.Clock;
        var (startedAt, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        PollReport Report(PollOutcome outcome, TimeSpan wait) => new(surface, outcome)
        {
            StartedAt = startedAt,
            EndedAt = clock.GetUtcNow(),
            Duration = clock.GetElapsedTime(started),
            NextPoll = clock.GetUtcNow() + wait,
        };

        try
        {
            var result = await poll(stopping);
            context.Failures.Succeeded(organization, surface);
            LogUnknown(result.UnknownFields);
            var wait = next(PollOutcome.Ok, null, clock.GetElapsedTime(started));
            ledger.Record(Report(PollOutcome.Ok, wait) with { Change = result.Change, RejectedRows = result.RejectedRows, ClockSkew = result.ClockSkew, UnknownFields = result.UnknownFields });
            return wait;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
#pragma warning disable CA1031 // Whatever goes wrong in a poll must not end polling.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            var known = thrown as SpendSourceException;
            var outcome = known?.Outcome ?? PollOutcome.Malformed;
            if (known is not null)
            {
                context.Failures.Failed(organization, surface, known, isKnown: ledger.HealthOf(surface).LastSuccess is not null);
            }
            else
            {
                // The message of an unforeseen exception is not ours and might hold anything, so it is not logged.
                context.Logger.PollBroke(organization, surface.Name, thrown.GetType().Name, thrown.StackTrace);
            }

            var unknown = known?.UnknownFields ?? [];
            LogUnknown(unknown);
            var wait = Wait(next, outcome, known?.RetryAfter, clock.GetElapsedTime(started));
            ledger.Record(Report(outcome, wait) with { Error = known?.Message ?? Unforeseen(thrown), UnknownFields = unknown });
            return wait;
        }
    }

    private static string Unforeseen(Exception thrown) =>
        $"Something went wrong that was not foreseen ({thrown.GetType().Name}): please report it, with the line of the log that names it.";

    private static TimeSpan Wait(Func<PollOutcome, TimeSpan?, TimeSpan, TimeSpan> next, PollOutcome outcome, TimeSpan? retryAfter, TimeSpan elapsed)
    {
        try
        {
            return next(outcome, retryAfter, elapsed);
        }
#pragma warning disable CA1031 // It may be the schedule itself that made the poll fail.
        catch (Exception)
#pragma warning restore CA1031
        {
            return AfterBrokenSchedule;
        }
    }

    private void LogUnknown(ImmutableSortedSet<string> fields)
    {
        foreach (var field in fields.Except(ledger.HealthOf(surface).UnknownFields))
        {
            context.Logger.FieldUnknown(organization, surface.Name, field);
        }
    }
}
