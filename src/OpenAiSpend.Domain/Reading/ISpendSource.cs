namespace OpenAiSpend.Domain.Reading;

/// <summary>Where the spend and usage of one organization is read from.</summary>
public interface ISpendSource
{
    /// <summary>Reads whole days of a surface, or throws. It never returns a part of them, and never nothing for an error.</summary>
    /// <exception cref="SpendSourceException">The days could not be read; the exception says why, as one of <see cref="PollOutcome"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<SurfaceReading> ReadAsync(SurfaceQuery query, CancellationToken cancellationToken);
}
