using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>Runs the polls of one surface. Whatever a poll throws becomes one of the outcomes, told to the observer and the log.</summary>
/// <param name="organization">The organization.</param>
/// <param name="surface">The surface.</param>
/// <param name="logRepeats">Whether each failed poll is logged, or only one that fails otherwise than the one before.</param>
/// <param name="context">What every poller needs.</param>
internal sealed class PollRunner(string organization, Surface surface, bool logRepeats, PollContext context)
{
    private PollOutcome _last = PollOutcome.Ok;

    /// <summary>Whether the last poll failed.</summary>
    public bool IsFailing => _last != PollOutcome.Ok;

    /// <summary>Polls once. Returns null if it went well, or if the program is ending.</summary>
    public async Task<PollFailure?> RunAsync(Func<CancellationToken, Task<PollSuccess>> poll, CancellationToken stopping)
    {
        var started = context.Clock.GetTimestamp();
        context.Observer.PollStarted(organization, surface, context.Clock.GetUtcNow());
        try
        {
            var success = await poll(stopping);
            Report(PollOutcome.Ok, started, success, error: null);
            context.Published();
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever goes wrong in a poll must not end polling.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            var failure = thrown is SpendSourceException known
                ? new PollFailure(known.Outcome, known.RetryAfter)
                : new PollFailure(PollOutcome.Malformed, null);
            if (logRepeats || failure.Outcome != _last)
            {
                Log(thrown, failure.Outcome);
            }

            Report(failure.Outcome, started, null, thrown is SpendSourceException ? thrown.Message : Unforeseen(thrown));
            return failure;
        }
    }

    /// <summary>Says when the next poll is due.</summary>
    public void Scheduled(TimeSpan wait) => context.Observer.PollScheduled(organization, surface, context.Clock.GetUtcNow() + wait);

    private static string Unforeseen(Exception thrown) =>
        $"Something went wrong that was not foreseen ({thrown.GetType().Name}): please report it, with the line of the log that names it.";

    private void Log(Exception thrown, PollOutcome outcome)
    {
        if (thrown is SpendSourceException)
        {
            context.Logger.PollFailed(organization, surface.Name, outcome.Name(), thrown.Message);
        }
        else
        {
            // The message of an unforeseen exception is not ours and might hold anything, so it is not logged.
            context.Logger.PollBroke(organization, surface.Name, thrown.GetType().Name, thrown.StackTrace);
        }
    }

    private void Report(PollOutcome outcome, long started, PollSuccess? success, string? error)
    {
        _last = outcome;
        var report = new PollReport
        {
            Organization = organization,
            Surface = surface,
            Outcome = outcome,
            Error = error,
            EndedAt = context.Clock.GetUtcNow(),
            Duration = context.Clock.GetElapsedTime(started),
            DataThrough = success?.DataThrough,
        };
        context.Observer.PollEnded(success is null ? report : report with { RejectedRows = success.RejectedRows });
    }
}
