using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Collection;

/// <summary>
/// Polls the buckets of one surface of one organization for as long as the program runs. A failed poll leaves what is
/// known as it was.
/// </summary>
/// <param name="organization">The organization.</param>
/// <param name="read">Reads days of the surface, as an <see cref="ISpendSource"/> does.</param>
/// <param name="schedule">When, and which days.</param>
/// <param name="ledger">Takes each poll in.</param>
/// <param name="context">What every poller needs.</param>
internal sealed class SurfacePoller(
    string organization, Func<SurfaceQuery, CancellationToken, Task<SurfaceReading>> read, PollSchedule schedule, OrganizationLedger ledger, PollContext context)
{
    private static readonly TimeSpan FullReadEvery = TimeSpan.FromHours(24);

    // A full read that fails, for instance because it is too large for the time it has, must not keep today from being
    // read: the polls in between ask for the unsettled days alone.
    private static readonly TimeSpan FullReadAgainAfter = TimeSpan.FromHours(1);

    // OpenAI needs a moment to open the new day's bucket.
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromSeconds(2);

    private readonly PollLoop _polls = new(organization, schedule.Surface, ledger, context);
    private readonly TimeProvider _clock = context.Clock;
    private readonly TaskCompletionSource _firstPoll = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long? _lastFullRead;
    private UtcDay? _historyStart;
    private TimeSpan _nextFullReadAfter;
    private UtcDay? _newestMissing;

    /// <summary>Ends when the surface has been asked for once, well or not.</summary>
    public Task FirstPoll => _firstPoll.Task;

    private SurfaceSnapshot? Known => ledger.Current.Numbers.Find(schedule.Surface);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var wait = await PollAsync(stopping);
            _firstPoll.TrySetResult();
            await Task.Delay(wait, _clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Polls once. Returns how long to wait before the next poll.</summary>
    public async Task<TimeSpan> PollAsync(CancellationToken stopping)
    {
        var full = false;
        var wait = await _polls.RunAsync(
            async cancellationToken =>
            {
                var window = NextWindow(UtcDay.Of(_clock.GetUtcNow()), out full);
                return await ReadAsync(window, cancellationToken);
            },
            NextPoll,
            stopping);
        if (full)
        {
            _lastFullRead = _clock.GetTimestamp();
            _nextFullReadAfter = !ledger.HealthOf(schedule.Surface).IsFailing ? FullReadEvery : Known is null ? TimeSpan.Zero : FullReadAgainAfter;
        }

        return wait;
    }

    private async Task<PollResult> ReadAsync(DayWindow window, CancellationToken cancellationToken)
    {
        var query = new SurfaceQuery(schedule.Surface, schedule.GroupBy, window) { PagesRead = new Pages(this) };
        var reading = await read(query, cancellationToken);
        var before = Known;
        if (reading.Buckets.IsEmpty && before is not null && before.Buckets.Any(bucket => reading.Window.Contains(bucket.Day)))
        {
            throw new SpendSourceException(
                PollOutcome.Malformed, $"OpenAI answered without a single day of {reading.Window}, of which it gave some before. What was read before stays.");
        }

        var now = _clock.GetUtcNow();
        var after = SurfaceHistory.Merge(schedule, before, reading, now);
        Log(reading, after);
        var skew = reading.ClockSkew(now);
        if (skew?.Duration() > SurfaceHealth.ToleratedClockSkew && !ledger.Current.Health.Any(static surface => surface.IsClockOff))
        {
            context.Logger.ClockOff(organization, skew.Value);
        }

        return new PollResult(numbers => SurfaceHistory.Put(numbers, after), reading.RejectedRows) { ClockSkew = skew, UnknownFields = reading.UnknownFields };
    }

    private DayWindow NextWindow(UtcDay today, out bool full)
    {
        var known = Known;
        var history = schedule.History(today);

        // Where the clock was set back, days at the beginning have been forgotten already.
        var isSetBack = history.Start < _historyStart;
        _historyStart = history.Start;
        full = isSetBack || known is null || (!schedule.KeepsSettled && IsFullReadDue());
        return full ? history : schedule.Unsettled(today, known!.Window.Last);
    }

    private bool IsFullReadDue() => _lastFullRead is not { } last || _clock.GetElapsedTime(last) >= _nextFullReadAfter;

    private TimeSpan NextPoll(PollOutcome outcome, TimeSpan? retryAfter, TimeSpan elapsed)
    {
        var wait = context.Scatter(schedule.Interval) - elapsed;
        if (retryAfter is { } asked)
        {
            return asked > wait ? asked : wait;
        }

        // A new day is read as soon as it begins: until then nothing is known about it, and nothing is shown.
        var now = _clock.GetUtcNow();
        var newDay = UtcDay.Of(now).Next.Start - now + AfterMidnight;
        wait = newDay < wait ? newDay : wait;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private void Log(SurfaceReading reading, SurfaceSnapshot after)
    {
        var (surface, days, rows) = (schedule.Surface.Name, reading.Window.ToString(), reading.Buckets.Sum(static bucket => bucket.Count));
        if (ledger.HealthOf(schedule.Surface).IsFailing || after.Window == reading.Window)
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

        // Once for each day that is new among them: not with every poll.
        var missing = after.MissingDays(UtcDay.Of(_clock.GetUtcNow())).ToList();
        if (missing.Count > 0 && !(missing[^1] <= _newestMissing))
        {
            context.Logger.DaysMissing(organization, surface, missing.Count, string.Join(", ", missing.Take(5)));
        }

        _newestMissing = missing.Count > 0 ? missing[^1] : null;
    }

    private sealed class Pages(SurfacePoller poller) : IProgress<int>
    {
        public void Report(int value) => poller.ReportPages(value);
    }

    private void ReportPages(int pages) => ledger.Progress(schedule.Surface, pages);
}
