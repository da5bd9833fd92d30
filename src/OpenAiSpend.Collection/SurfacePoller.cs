using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Collection;

/// <summary>
/// Polls one surface of one organization for as long as the program runs. Each poll ends in one of the outcomes; a
/// failed one leaves the ledger as it was.
/// </summary>
internal sealed class SurfacePoller(
    string organization,
    ISpendSource source,
    SurfacePlan plan,
    IPollObserver observer,
    Action published,
    Func<double> jitter,
    TimeProvider clock,
    ILogger logger)
{
    private static readonly TimeSpan FullReadEvery = TimeSpan.FromHours(24);

    // A full read that fails, for instance because it is too large for the time it has, must not keep today from being
    // read: the polls in between ask for the unsettled days alone.
    private static readonly TimeSpan FullReadAgainAfter = TimeSpan.FromHours(1);

    // OpenAI needs a moment to open the new day's bucket.
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromSeconds(2);

    private long? _lastFullRead;
    private TimeSpan _nextFullReadAfter;
    private bool _failing;

    public SurfaceLedger Ledger { get; } = new(plan);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var started = clock.GetTimestamp();
            var askedToWait = await PollAsync(stopping);
            var wait = UntilNextPoll(clock.GetElapsedTime(started), askedToWait);
            await Task.Delay(wait, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Polls once. Returns how long OpenAI asked to be left alone, if it did.</summary>
    public async Task<TimeSpan?> PollAsync(CancellationToken stopping)
    {
        var started = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var window = NextWindow(UtcDay.Of(now), out var full);
        observer.PollStarted(organization, plan.Surface, now);
        try
        {
            var reading = await source.ReadAsync(new SurfaceQuery(plan.Surface, plan.GroupBy, window), stopping);
            var endedAt = clock.GetUtcNow();
            var snapshot = Ledger.Apply(reading, endedAt);
            PlanNextFullRead(full, FullReadEvery);
            LogSuccess(reading, snapshot);
            Report(PollOutcome.Ok, started, reading, snapshot.DataThrough);
            published();
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever goes wrong in a poll must not end polling.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            PlanNextFullRead(full, Ledger.Current is null ? TimeSpan.Zero : FullReadAgainAfter);
            _failing = true;
            var known = failure as SpendSourceException;
            if (known is not null)
            {
                logger.PollFailed(organization, plan.Surface.Name, known.Outcome.Name(), known.Message);
            }
            else
            {
                // The message of an unforeseen exception is not ours and might hold anything, so it is not logged.
                logger.PollBroke(organization, plan.Surface.Name, failure.GetType().Name, failure.StackTrace);
            }

            Report(known?.Outcome ?? PollOutcome.Malformed, started, null, null);
            return known?.RetryAfter;
        }
    }

    private DayWindow NextWindow(UtcDay today, out bool full)
    {
        var current = Ledger.Current;
        full = current is null || _lastFullRead is not { } last || clock.GetElapsedTime(last) >= _nextFullReadAfter;
        return full ? plan.History(today) : plan.Unsettled(today, current!.Known.Last);
    }

    private void PlanNextFullRead(bool wasFull, TimeSpan after)
    {
        if (wasFull)
        {
            _lastFullRead = clock.GetTimestamp();
            _nextFullReadAfter = after;
        }
    }

    private TimeSpan UntilNextPoll(TimeSpan elapsed, TimeSpan? askedToWait)
    {
        // A tenth to either side keeps many surfaces and many exporters from asking in step.
        var interval = plan.Interval * (0.9 + (0.2 * jitter()));
        var wait = interval - elapsed;
        if (askedToWait is { } asked)
        {
            return asked > wait ? asked : wait;
        }

        // A new day is read as soon as it begins: until then nothing is known about it, and nothing is shown.
        var now = clock.GetUtcNow();
        var newDay = UtcDay.Of(now).Next.Start - now + AfterMidnight;
        wait = newDay < wait ? newDay : wait;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private void Report(PollOutcome outcome, long started, SurfaceReading? reading, DateTimeOffset? dataThrough)
    {
        var report = new PollReport
        {
            Organization = organization,
            Surface = plan.Surface,
            Outcome = outcome,
            EndedAt = clock.GetUtcNow(),
            Duration = clock.GetElapsedTime(started),
            DataThrough = dataThrough,
        };
        observer.PollEnded(reading is null ? report : report with { RejectedRows = reading.RejectedRows });
    }

    private void LogSuccess(SurfaceReading reading, SurfaceSnapshot snapshot)
    {
        var rows = reading.Buckets.Sum(bucket => bucket.Count);
        if (_failing || snapshot.Known == reading.Window)
        {
            logger.SurfaceRead(organization, plan.Surface.Name, reading.Window.ToString(), rows, reading.Pages);
        }
        else
        {
            logger.SurfaceReadAgain(organization, plan.Surface.Name, reading.Window.ToString(), rows, reading.Pages);
        }

        _failing = false;
        foreach (var notice in reading.Notices)
        {
            logger.Notice(organization, plan.Surface.Name, notice);
        }

        foreach (var (reason, count) in reading.RejectedRows)
        {
            logger.RowsRejected(organization, plan.Surface.Name, count, reason);
        }
    }
}
