using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Reading;

/// <summary>Where the tokens are read from that an organization's own services counted for their customers.</summary>
public interface ITraceSource
{
    /// <summary>
    /// Reads whole days of <see cref="Surface.Traces"/>, or throws, as <see cref="ISpendSource"/> does. Every day of the
    /// window has a bucket: one without rows is a day on which nothing was counted.
    /// </summary>
    /// <param name="window">The days; the last one may be the current day, which is read as far as it has come.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SpendSourceException">The days could not be read; the exception says why, as one of <see cref="PollOutcome"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<SurfaceReading> ReadAsync(DayWindow window, CancellationToken cancellationToken);
}
