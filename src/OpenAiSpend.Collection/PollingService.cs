using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Collection.State;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Collection;

/// <summary>Runs the pollers of all organizations, the publisher and the keepers of the state until the program ends.</summary>
internal sealed class PollingService : BackgroundService
{
    private readonly ImmutableArray<OrganizationPoller> _organizations;
    private readonly ImmutableArray<StateKeeper> _keepers;
    private readonly SnapshotPublisher _publisher;

    public PollingService(
        ImmutableArray<OrganizationPlan> organizations,
        string? statePath,
        SnapshotStore store,
        IEnumerable<ISnapshotSink> sinks,
        IPollObserver observer,
        TimeProvider clock,
        ILogger<PollingService> logger)
    {
        var context = new PollContext(observer, () => _publisher!.Invalidate(), Random.Shared.NextDouble, clock, logger);
        _organizations = [.. organizations.Select(plan => new OrganizationPoller(plan, context))];
        if (statePath is null)
        {
            _keepers = [];
        }
        else
        {
            var folder = new StateFolder(statePath, observer, clock, logger);
            _keepers = [.. _organizations.Zip(organizations).Select(pair =>
                new StateKeeper(pair.First, new StateIdentity(pair.Second.Name, pair.Second.Identity), folder, context))];
        }

        _publisher = new SnapshotPublisher(_organizations, store, [.. sinks], clock, logger);
    }

    /// <summary>Publishes what an earlier run of the program knew, and only then begins to poll.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var keeper in _keepers)
        {
            keeper.Restore();
        }

        _publisher.Publish();
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _publisher.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        _publisher.RunAsync(stoppingToken),
        .. _organizations.Select(organization => organization.RunAsync(stoppingToken)),
        .. _keepers.Select(keeper => keeper.RunAsync(stoppingToken)),
    ]);
}
