namespace OpenAiSpend.OpenAi.Requests;

/// <summary>Which request goes first where several wait.</summary>
internal enum RequestPriority
{
    /// <summary>Costs and usage.</summary>
    Buckets,

    /// <summary>Names, keys, limits and alerts: only when no request for costs or usage waits, and half of a burst is left for those.</summary>
    Names,
}

/// <summary>
/// A token bucket for requests. Those of <see cref="RequestPriority.Buckets"/> go before all others, and otherwise the
/// one that has waited longest. System.Threading.RateLimiting knows neither <see cref="TimeProvider"/> nor priorities.
/// </summary>
internal sealed class RateLimiter : IDisposable
{
    // Sums of fractions of a second come out a little under a whole token.
    private const double Enough = 1 - 1e-6;

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource>[] _queues = [new(), new()];
    private readonly TimeProvider _clock;
    private readonly double _perSecond;
    private readonly int _burst;
    private readonly ITimer _timer;
    private double _tokens;
    private long _filledAt;

    /// <summary>Starts with a full burst to spend.</summary>
    /// <param name="perSecond">The rate in the long run; 0 sets no limit.</param>
    /// <param name="burst">How many requests may be made at once after a pause.</param>
    /// <param name="clock">The clock.</param>
    public RateLimiter(double perSecond, int burst, TimeProvider clock)
    {
        _clock = clock;
        _perSecond = perSecond;
        _burst = burst;
        _tokens = burst;
        _filledAt = clock.GetTimestamp();
        _timer = clock.CreateTimer(static limiter => ((RateLimiter)limiter!).Release(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits until one request may be made.</summary>
    public Task AcquireAsync(RequestPriority priority, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_perSecond <= 0)
        {
            return Task.CompletedTask;
        }

        LinkedListNode<TaskCompletionSource> turn;
        lock (_lock)
        {
            Fill();
            if (_tokens >= Needed(priority) && (priority == RequestPriority.Buckets ? _queues[0].First : Next()) is null)
            {
                _tokens--;
                return Task.CompletedTask;
            }

            turn = _queues[(int)priority].AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            Arm();
        }

        return WaitAsync(turn, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private async Task WaitAsync(LinkedListNode<TaskCompletionSource> turn, CancellationToken cancellationToken)
    {
        await using (cancellationToken.UnsafeRegister(GiveUp, turn))
        {
            await turn.Value.Task;
        }

        void GiveUp(object? _, CancellationToken token)
        {
            lock (_lock)
            {
                turn.List?.Remove(turn);
            }

            // Does nothing where the turn came first: its token is spent, and the request fails by itself.
            turn.Value.TrySetCanceled(token);
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            Fill();
            while (Next() is { } next && _tokens >= Needed(PriorityOf(next)))
            {
                _tokens--;
                next.List!.Remove(next);
                next.Value.TrySetResult();
            }

            if (Next() is not null)
            {
                Arm();
            }
        }
    }

    private void Fill()
    {
        var now = _clock.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (_clock.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond));
        _filledAt = now;
    }

    // Thousands of projects have thousands of names. They take what is over, so that money never finds the bucket empty.
    private double Needed(RequestPriority priority) => Enough + (priority == RequestPriority.Names ? _burst / 2 : 0);

    private RequestPriority PriorityOf(LinkedListNode<TaskCompletionSource> turn) => (RequestPriority)Array.IndexOf(_queues, turn.List);

    // Timers count whole milliseconds: rounded down, one would fire too early and then again and again.
    private void Arm() => _timer.Change(
        TimeSpan.FromMilliseconds(Math.Clamp(
            Math.Ceiling(Math.Round((Needed(PriorityOf(Next()!)) + 1 - Enough - _tokens) / _perSecond * 1000, 3)), 1, 3_600_000)),
        Timeout.InfiniteTimeSpan);

    private LinkedListNode<TaskCompletionSource>? Next() => _queues[0].First ?? _queues[1].First;
}
