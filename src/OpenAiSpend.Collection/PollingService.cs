using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting;
using OpenAiSpend.Collection.State;

namespace OpenAiSpend.Collection;

/// <summary>Registers the room.</summary>
public static class CollectionServices
{
    /// <summary>
    /// Polls the organizations from the start of the host to its end, and publishes to every registered
    /// <see cref="IReportSink"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="organizations">Says what to poll.</param>
    /// <param name="settings">What may change meanwhile.</param>
    /// <param name="statePath">The folder in which to keep the state, or null to keep none.</param>
    public static IServiceCollection AddCollection(
        this IServiceCollection services,
        Func<IServiceProvider, ImmutableArray<PolledOrganization>> organizations,
        ReportSettings settings,
        string? statePath = null) => services.AddHostedService(provider => new PollingService(
            organizations(provider),
            settings,
            statePath,
            provider.GetServices<IReportSink>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PollingService>>()));
}

/// <summary>Runs the pollers of all organizations, the publisher and the keepers of the state until the program ends.</summary>
internal sealed class PollingService : BackgroundService
{
    private readonly ImmutableArray<OrganizationPoller> _organizations;
    private readonly ImmutableArray<StateKeeper> _keepers = [];
    private readonly SnapshotPublisher _publisher;
    private readonly PollContext _context;
    private readonly ILogger _logger;

    public PollingService(
        ImmutableArray<PolledOrganization> organizations,
        ReportSettings settings,
        string? statePath,
        IEnumerable<IReportSink> sinks,
        TimeProvider clock,
        ILogger<PollingService> logger)
    {
        _logger = logger;
        _context = new PollContext(Random.Shared.NextDouble, clock, logger);
        _organizations = [.. organizations.Select(organization => new OrganizationPoller(organization, settings, () => _publisher!.Invalidate(), _context))];
        _publisher = new SnapshotPublisher([.. _organizations.Select(static poller => poller.Ledger)], settings, [.. sinks], clock, logger);
        settings.Changed += () =>
        {
            foreach (var organization in _organizations)
            {
                organization.DropUnwanted();
            }

            _publisher.Invalidate();
        };
        if (statePath is not null)
        {
            var folder = new StateFolder(statePath, logger);
            _keepers = [.. _organizations.Zip(organizations).Select(pair => new StateKeeper(
                pair.First, new StateIdentity(pair.Second.Name, pair.Second.Identity), folder, _publisher.StateSaved, _context))];
        }
    }

    /// <summary>Whether all that is known has been published.</summary>
    internal bool IsCurrent => _publisher.IsCurrent;

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
        _context.Failures.Dispose();
        _publisher.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task[] tasks =
        [
            _publisher.RunAsync(stoppingToken),
            .. _organizations.Select(organization => organization.RunAsync(stoppingToken)),
            .. _keepers.Select(keeper => keeper.RunAsync(stoppingToken)),
        ];

        // Nothing of it ends before the program does. If it did all the same, its numbers would stand still and look well.
        await Task.WhenAny(tasks);
        if (!stoppingToken.IsCancellationRequested)
        {
            _logger.PollingEnded();
            throw new InvalidOperationException("Polling ended although the program runs.", tasks.First(static task => task.IsCompleted).Exception);
        }

        await Task.WhenAll(tasks);
    }
}
