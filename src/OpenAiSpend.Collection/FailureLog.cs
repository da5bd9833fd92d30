using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>
/// Logs failed polls: one line for each cause, which names all surfaces of an organization that fail for it. What lasts is
/// said again once an hour, and what does not pass by itself, such as a key that is refused, once a day.
/// </summary>
internal sealed partial class FailureLog : IDisposable
{
    // Surfaces are asked together, and fail within moments of each other. Nobody should wait long to be told.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PassingIsSaidEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan LastingIsSaidEvery = TimeSpan.FromDays(1);

    // The sentences about surfaces are the same but for the name.
    private static readonly Regex Names = new(
        $@"\b({string.Join('|', Surface.Buckets.Concat(Surface.Directory).Select(static surface => surface.Name))})\b", RegexOptions.CultureInvariant);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Organization, Surface Surface), (string Cause, long At)> _said = [];
    private readonly List<Failure> _waiting = [];
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private long _waitingSince;

    /// <summary>Begins with nothing said.</summary>
    public FailureLog(TimeProvider clock, ILogger logger)
    {
        _clock = clock;
        _logger = logger;
        _timer = clock.CreateTimer(static log => ((FailureLog)log!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes in that a poll failed.</summary>
    /// <param name="organization">The organization.</param>
    /// <param name="surface">The surface.</param>
    /// <param name="failure">Why. Where that is the failure of another surface, it is the inner exception.</param>
    /// <param name="isKnown">Whether there is data of an earlier poll, which stays.</param>
    public void Failed(string organization, Surface surface, SpendSourceException failure, bool isKnown)
    {
        var origin = failure.InnerException as SpendSourceException ?? failure;
        var cause = $"{origin.Outcome} {Numbers().Replace(Names.Replace(origin.Message, "them"), "0")}";
        var every = failure.IsNotOffered || failure.Outcome is PollOutcome.Unauthorized or PollOutcome.Forbidden ? LastingIsSaidEvery : PassingIsSaidEvery;
        lock (_lock)
        {
            if (_said.TryGetValue((organization, surface), out var said) && said.Cause == cause && _clock.GetElapsedTime(said.At) < every)
            {
                return;
            }

            _said[(organization, surface)] = (cause, _clock.GetTimestamp());
            _waitingSince = _waiting.Count == 0 ? _clock.GetTimestamp() : _waitingSince;
            _waiting.Add(new Failure(organization, surface, cause, failure, isKnown));
            var left = Longest - _clock.GetElapsedTime(_waitingSince);
            _timer.Change(left < TimeSpan.Zero ? TimeSpan.Zero : left < Settle ? left : Settle, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Takes in that a poll went well: if the next one fails, that is news.</summary>
    public void Succeeded(string organization, Surface surface)
    {
        lock (_lock)
        {
            _said.Remove((organization, surface));
        }
    }

    /// <summary>Writes what waits.</summary>
    public void Flush()
    {
        // Written under the lock, so that who flushes finds in the log what another one was about to write.
        lock (_lock)
        {
            foreach (var group in _waiting.GroupBy(static failure => (failure.Organization, failure.Cause)))
            {
                var (first, surfaces) = (group.First(), string.Join(", ", group.Select(static failure => failure.Surface.Name).Distinct()));
                var why = first.Why;
                var error = group.Count() == 1 ? why.Message : Names.Replace((why.InnerException as SpendSourceException ?? why).Message, "them");
                if (group.All(static failure => failure.IsKnown))
                {
                    _logger.PollFailed(first.Organization, surfaces, why.Outcome.Name(), error);
                }
                else
                {
                    _logger.PollFailedAtFirst(first.Organization, surfaces, why.Outcome.Name(), error);
                }
            }

            _waiting.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }

    // The id of a request, and how long to wait.
    [GeneratedRegex(@"\b[\w-]*[0-9][\w-]*\b", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    private sealed record Failure(string Organization, Surface Surface, string Cause, SpendSourceException Why, bool IsKnown);
}
