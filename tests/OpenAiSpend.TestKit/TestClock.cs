using System.Globalization;

namespace OpenAiSpend.TestKit;

/// <summary>A clock that stands still until the test moves it. Timers fire, in order, while it is moved.</summary>
/// <remarks>
/// Microsoft's <c>FakeTimeProvider</c> will not do: there a wall clock that is set takes elapsed time with it, a timer sees
/// the end of the move and not the instant at which it is due, callbacks run inside the move, and nobody can be asked
/// whether all sleep.
/// </remarks>
public sealed class TestClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TestTimer> _timers = [];
    private DateTimeOffset _now;
    private long _ticks;

    public TestClock(DateTimeOffset now) => _now = now;

    /// <summary>Starts at an instant such as <c>2026-11-20T15:00:00Z</c>.</summary>
    public TestClock(string now)
        : this(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers wait for the clock to move: a test that wants a delay to have started waits for this.</summary>
    public int WaitingTimers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>How many tasks sleep until the clock moves, leaving out deadlines and timers that only watch over something.</summary>
    public int Sleepers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count(static timer => timer.IsSleep);
            }
        }
    }

    /// <summary>How long it is until the next timer falls due, or null where none waits.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count == 0 ? null : TimeSpan.FromTicks(Math.Max(0, _timers.Min(static timer => timer.Due) - _ticks));
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _ticks;
        }
    }

    /// <summary>Moves time on, firing what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long end;
        lock (_lock)
        {
            end = _ticks + by.Ticks;
        }

        while (true)
        {
            TestTimer? due;
            lock (_lock)
            {
                due = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                var to = due is null ? end : Math.Max(due.Due, _ticks);
                _now += TimeSpan.FromTicks(to - _ticks);
                _ticks = to;
                if (due is null)
                {
                    return;
                }

                due.Rearm();
            }

            due.Fire();
        }
    }

    /// <summary>Sets the wall clock, forwards or backwards, without any time passing: what NTP or an operator does.</summary>
    public void Step(DateTimeOffset to)
    {
        lock (_lock)
        {
            _now = to;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new TestTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class TestTimer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private int _calling;
        private volatile bool _isDisposed;

        public long Due { get; private set; }

        // Task.Delay and WaitAsync give the task that they end as the state.
        public bool IsSleep => state is Task;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var fireNow = false;
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._ticks + dueTime.Ticks;
                    fireNow = dueTime == TimeSpan.Zero && period == Timeout.InfiniteTimeSpan;
                    if (!fireNow)
                    {
                        clock._timers.Add(this);
                    }
                }
            }

            if (fireNow)
            {
                Fire();
            }

            return true;
        }

        public void Rearm()
        {
            if (_period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero)
            {
                clock._timers.Remove(this);
            }
            else
            {
                Due += _period.Ticks;
            }
        }

        // Off the test's thread, as a real timer does, so that a continuation cannot run inside Advance and dead-lock it.
        public void Fire() => ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Call(), this, preferLocal: false);

        public void Dispose()
        {
            _isDisposed = true;
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        // As a real timer does: when this is over, the callback does not run and never will.
        public async ValueTask DisposeAsync()
        {
            Dispose();
            while (Volatile.Read(ref _calling) > 0)
            {
                await Task.Yield();
            }
        }

        private void Call()
        {
            Interlocked.Increment(ref _calling);
            try
            {
                if (!_isDisposed)
                {
                    callback(state);
                }
            }
            finally
            {
                Interlocked.Decrement(ref _calling);
            }
        }
    }
}
