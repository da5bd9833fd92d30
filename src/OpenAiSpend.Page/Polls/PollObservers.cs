using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Telemetry;

namespace OpenAiSpend.Page.Polls;

/// <summary>Tells both what is counted for Prometheus and what is kept for the page.</summary>
internal sealed class PollObservers(SelfTelemetry telemetry, SurfaceBoard board) : IPollObserver, IRequestObserver
{
    /// <inheritdoc/>
    public void Watching(string organization, Surface surface)
    {
        telemetry.Watching(organization, surface);
        board.Watching(organization, surface);
    }

    /// <inheritdoc/>
    public void PollStarted(string organization, Surface surface, DateTimeOffset at)
    {
        telemetry.PollStarted(organization, surface, at);
        board.PollStarted(organization, surface, at);
    }

    /// <inheritdoc/>
    public void PollEnded(PollReport report)
    {
        telemetry.PollEnded(report);
        board.PollEnded(report);
    }

    /// <inheritdoc/>
    public void PollScheduled(string organization, Surface surface, DateTimeOffset at) => board.PollScheduled(organization, surface, at);

    /// <inheritdoc/>
    public void Restored(string organization, Surface surface, DateTimeOffset lastSuccess, DateTimeOffset? dataThrough)
    {
        telemetry.Restored(organization, surface, lastSuccess, dataThrough);
        board.Restored(organization, surface, lastSuccess, dataThrough);
    }

    /// <inheritdoc/>
    public void StateSaved(DateTimeOffset at) => telemetry.StateSaved(at);

    /// <inheritdoc/>
    public void RequestEnded(string organization, Surface surface, int? statusCode)
    {
        telemetry.RequestEnded(organization, surface, statusCode);
        board.RequestEnded(organization, surface, statusCode);
    }

    /// <inheritdoc/>
    public void RequestRetried(string organization, Surface surface, PollOutcome reason) => telemetry.RequestRetried(organization, surface, reason);
}
