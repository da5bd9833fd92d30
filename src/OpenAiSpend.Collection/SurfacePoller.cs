using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>
/// Polls the buckets of one surface of one organization for as long as the program runs. A failed poll leaves the
/// ledger as it was.
/// </summary>
internal sealed class SurfacePoller(string organization, ISpendSource source, SurfacePlan plan, PollContext context)
{
    private static readonly TimeSpan FullReadEvery = TimeSpan.FromHours(24);

    // A full read that fails, for instance because it is too large for the time it has, must not keep today from being
    // read: the polls in between ask for the unsettled days alone.
    private static readonly TimeSpan FullReadAgainAfter = TimeSpan.FromHours(1);

    // OpenAI needs a moment to open the new day's bucket.
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromSeconds(2);

    private readonly PollRunner _polls = new(organization, plan.Surface, logRepeats: true, context);
    private readonly TimeProvider _clock = context.Clock;
    private readonly TaskCompletionSource _firstPoll = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long? _lastFullRead;
    private UtcDay? _historyStart;
    private TimeSpan _nextFullReadAfter;

    public BucketSurface Surface => plan.Surface;

    public SurfaceLedger Ledger { get; } = new(plan);

    /// <summary>Ends when the surface has been asked for once, well or not.</summary>
    public Task FirstPoll => _firstPoll.Task;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var started = _clock.GetTimestamp();
            var failure = await PollAsync(stopping);
            _firstPoll.TrySetResult();
            var wait = UntilNextPoll(_clock.GetElapsedTime(started), failure?.RetryAfter);
            _polls.Scheduled(wait);
            await Task.Delay(wait, _clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Polls once. Returns why it failed, if it did.</summary>
    public async Task<PollFailure?> PollAsync(CancellationToken stopping)
    {
        var window = NextWindow(UtcDay.Of(_clock.GetUtcNow()), out var full);
        var failure = await _polls.RunAsync(cancellationToken => ReadAsync(window, cancellationToken), stopping);
        if (full)
        {
            _lastFullRead = _clock.GetTimestamp();
            _nextFullReadAfter = failure is null ? FullReadEvery : Ledger.Current is null ? TimeSpan.Zero : FullReadAgainAfter;
        }

        return failure;
    }

    private async Task<PollSuccess> ReadAsync(DayWindow window, CancellationToken cancellationToken)
    {
        var reading = await source.ReadAsync(new SurfaceQuery(plan.Surface, plan.GroupBy, window), cancellationToken);
        var snapshot = Ledger.Apply(reading, _clock.GetUtcNow());
        Log(reading, snapshot);
        return new PollSuccess(snapshot.DataThrough, reading.RejectedRows);
    }

    private DayWindow NextWindow(UtcDay today, out bool full)
    {
        var current = Ledger.Current;
        var history = plan.History(today);

        // Where the clock was set back, days at the beginning have been forgotten already.
        var isSetBack = history.Start < _historyStart;
        _historyStart = history.Start;
        full = isSetBack || current is null || _lastFullRead is not { } last || _clock.GetElapsedTime(last) >= _nextFullReadAfter;
        return full ? history : plan.Unsettled(today, current!.Known.Last);
    }

    private TimeSpan UntilNextPoll(TimeSpan elapsed, TimeSpan? askedToWait)
    {
        var wait = context.Scatter(plan.Interval) - elapsed;
        if (askedToWait is { } asked)
        {
            return asked > wait ? asked : wait;
        }

        // A new day is read as soon as it begins: until then nothing is known about it, and nothing is shown.
        var now = _clock.GetUtcNow();
        var newDay = UtcDay.Of(now).Next.Start - now + AfterMidnight;
        wait = newDay < wait ? newDay : wait;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private void Log(SurfaceReading reading, SurfaceSnapshot snapshot)
    {
        var (surface, days, rows) = (plan.Surface.Name, reading.Window.ToString(), reading.Buckets.Sum(static bucket => bucket.Count));
        if (_polls.IsFailing || snapshot.Known == reading.Window)
        {
            context.Logger.SurfaceRead(organization, surface, days, rows, reading.Pages);
        }
        else
        {
            context.Logger.SurfaceReadAgain(organization, surface, days, rows, reading.Pages);
        }

        foreach (var notice in reading.Notices)
        {
            context.Logger.Notice(organization, surface, notice);
        }

        foreach (var (reason, count) in reading.RejectedRows)
        {
            context.Logger.RowsRejected(organization, surface, count, reason);
        }
    }
}
