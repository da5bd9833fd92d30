using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Collection;

/// <summary>What every poller needs.</summary>
/// <param name="Observer">Hears how each poll went.</param>
/// <param name="Published">Called when a poll changed what is known.</param>
/// <param name="Jitter">Gives numbers from 0 to 1 that scatter the polls.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Logger">The log.</param>
internal sealed record PollContext(IPollObserver Observer, Action Published, Func<double> Jitter, TimeProvider Clock, ILogger Logger)
{
    /// <summary>An interval, a tenth shorter to a tenth longer: many surfaces and many exporters must not ask in step.</summary>
    public TimeSpan Scatter(TimeSpan interval) => interval * (0.9 + (0.2 * Jitter()));
}
