using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Reading;

/// <summary>Hears of every request that a source makes, so that they can be counted.</summary>
public interface IRequestObserver
{
    /// <summary>A request got its answer, or failed to.</summary>
    /// <param name="organization">The configured name of the organization.</param>
    /// <param name="surface">The surface that was asked.</param>
    /// <param name="statusCode">The HTTP status, or null where no answer came.</param>
    void RequestEnded(string organization, Surface surface, int? statusCode);

    /// <summary>A request is about to be made again.</summary>
    /// <param name="organization">The configured name of the organization.</param>
    /// <param name="surface">The surface that was asked.</param>
    /// <param name="reason">How the attempt before it ended.</param>
    void RequestRetried(string organization, Surface surface, PollOutcome reason);
}
