using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>How long one read may take in all, waits and retries included.</summary>
internal sealed class ReadDeadline : IDisposable
{
    /// <summary>The most that a read may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _clock;
    private readonly long _startedAt;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    /// <summary>Starts the time.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="caller">Ends the read early.</param>
    public ReadDeadline(TimeProvider clock, CancellationToken caller)
    {
        _clock = clock;
        _startedAt = clock.GetTimestamp();
        _timer = new CancellationTokenSource(Limit, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
    }

    /// <summary>What a read that took too long ends as.</summary>
    public static SpendSourceException Passed(Surface surface) =>
        new(PollOutcome.Timeout, $"Reading {surface} took longer than {Limit.TotalMinutes} minutes and was given up.");

    /// <summary>Cancelled when the time is up, or when the caller wants no more.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>What is left of the time.</summary>
    public TimeSpan Remaining => Limit - _clock.GetElapsedTime(_startedAt);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
