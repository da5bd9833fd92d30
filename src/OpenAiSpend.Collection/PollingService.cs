using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Collection;

/// <summary>Runs the pollers of all organizations, and the publisher, until the program ends.</summary>
internal sealed class PollingService : BackgroundService
{
    private readonly ImmutableArray<OrganizationPoller> _organizations;
    private readonly SnapshotPublisher _publisher;

    public PollingService(
        ImmutableArray<OrganizationPlan> organizations,
        SnapshotStore store,
        IEnumerable<ISnapshotSink> sinks,
        IPollObserver observer,
        TimeProvider clock,
        ILogger<PollingService> logger)
    {
        var context = new PollContext(observer, () => _publisher!.Invalidate(), Random.Shared.NextDouble, clock, logger);
        _organizations = [.. organizations.Select(plan => new OrganizationPoller(plan, context))];
        _publisher = new SnapshotPublisher(_organizations, store, [.. sinks], clock, logger);
    }

    public override void Dispose()
    {
        _publisher.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([_publisher.RunAsync(stoppingToken), .. _organizations.Select(organization => organization.RunAsync(stoppingToken))]);
}
