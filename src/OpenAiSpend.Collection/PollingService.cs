using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Collection;

/// <summary>Runs the pollers of all organizations, and the publisher, until the program ends.</summary>
internal sealed class PollingService : BackgroundService
{
    private readonly ImmutableArray<SurfacePoller> _pollers;
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
        var pollers = ImmutableArray.CreateBuilder<SurfacePoller>();
        var ledgers = ImmutableArray.CreateBuilder<(string, ImmutableArray<SurfaceLedger>)>();
        foreach (var organization in organizations)
        {
            ImmutableArray<SurfacePoller> own =
            [
                .. organization.Surfaces.Select(plan => new SurfacePoller(organization.Name, organization.Source, plan, context)),
            ];
            foreach (var plan in organization.Surfaces)
            {
                observer.Watching(organization.Name, plan.Surface);
            }

            pollers.AddRange(own);
            ledgers.Add((organization.Name, [.. own.Select(static poller => poller.Ledger)]));
        }

        _pollers = pollers.ToImmutable();
        _publisher = new SnapshotPublisher(ledgers.ToImmutable(), store, [.. sinks], clock, logger);
    }

    public override void Dispose()
    {
        _publisher.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([_publisher.RunAsync(stoppingToken), .. _pollers.Select(poller => poller.RunAsync(stoppingToken))]);
}
