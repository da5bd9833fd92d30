namespace OpenAiSpend.OpenAi.Requests;

/// <summary>Cancels an attempt to which nothing has come for a while. A body may take long as long as it keeps coming.</summary>
internal sealed class IdleTimeout : IDisposable
{
    /// <summary>How long nothing may come.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    /// <summary>Starts the time.</summary>
    public IdleTimeout(TimeProvider clock, CancellationToken read)
    {
        _timer = new CancellationTokenSource(Limit, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(read, _timer.Token);
    }

    /// <summary>Cancelled when nothing has come for <see cref="Limit"/>, or when the whole read is over.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether it was this timeout that cancelled <see cref="Token"/>, or at least also this one.</summary>
    public bool Expired => _timer.IsCancellationRequested;

    /// <summary>Starts the time again: something came.</summary>
    public void Restart() => _timer.CancelAfter(Limit);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
