using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Page.Polls;

/// <summary>Remembers how the last poll of each surface went, and how far the one under way is, for people to look at.</summary>
internal sealed class SurfaceBoard : IPollObserver, IRequestObserver
{
    private static readonly ImmutableArray<Surface> Order = [.. Surface.Buckets, .. Surface.Directory];

    private readonly ConcurrentDictionary<(string Organization, Surface Surface), SurfaceStatus> _statuses = new();

    /// <summary>Every surface that is polled, of every organization, in the order in which people look for them.</summary>
    public ImmutableArray<SurfaceStatus> Statuses =>
        [.. _statuses.Values.OrderBy(static status => status.Organization, StringComparer.Ordinal).ThenBy(static status => Order.IndexOf(status.Surface))];

    /// <inheritdoc/>
    public void Watching(string organization, Surface surface) => Update(organization, surface, static status => status);

    /// <inheritdoc/>
    public void PollStarted(string organization, Surface surface, DateTimeOffset at) =>
        Update(organization, surface, static status => status with { IsReading = true, Pages = 0 });

    /// <inheritdoc/>
    public void PollEnded(PollReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var isOk = report.Outcome == PollOutcome.Ok;
        Update(report.Organization, report.Surface, status => status with
        {
            IsReading = false,
            Last = report,
            LastSuccess = isOk ? report.EndedAt : status.LastSuccess,
            DataThrough = isOk ? report.DataThrough ?? status.DataThrough : status.DataThrough,
            NextPoll = null,
        });
    }

    /// <inheritdoc/>
    public void PollScheduled(string organization, Surface surface, DateTimeOffset at) =>
        Update(organization, surface, status => status with { NextPoll = at });

    /// <inheritdoc/>
    public void Restored(string organization, Surface surface, DateTimeOffset lastSuccess, DateTimeOffset? dataThrough) =>
        Update(organization, surface, status => status with { LastSuccess = lastSuccess, DataThrough = dataThrough });

    /// <inheritdoc/>
    public void StateSaved(DateTimeOffset at)
    {
    }

    /// <inheritdoc/>
    public void RequestEnded(string organization, Surface surface, int? statusCode)
    {
        if (statusCode == (int)HttpStatusCode.OK)
        {
            Update(organization, surface, static status => status with { Pages = status.Pages + 1 });
        }
    }

    /// <inheritdoc/>
    public void RequestRetried(string organization, Surface surface, PollOutcome reason)
    {
    }

    private void Update(string organization, Surface surface, Func<SurfaceStatus, SurfaceStatus> change) => _statuses.AddOrUpdate(
        (organization, surface), _ => change(new SurfaceStatus(organization, surface)), (_, status) => change(status));
}
