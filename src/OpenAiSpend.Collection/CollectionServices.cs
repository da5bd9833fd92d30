using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Collection;

/// <summary>Registers the room.</summary>
public static class CollectionServices
{
    /// <summary>
    /// Polls the organizations from the start of the host to its end. Needs an <see cref="IPollObserver"/>, and
    /// publishes to every registered <see cref="ISnapshotSink"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="organizations">Makes the plans of the organizations.</param>
    /// <param name="statePath">The folder in which to keep the state, or null to keep none.</param>
    public static IServiceCollection AddCollection(
        this IServiceCollection services, Func<IServiceProvider, ImmutableArray<OrganizationPlan>> organizations, string? statePath = null)
    {
        services.AddSingleton<SnapshotStore>();
        services.AddSingleton<IHostedService>(provider => new PollingService(
            organizations(provider),
            statePath,
            provider.GetRequiredService<SnapshotStore>(),
            provider.GetServices<ISnapshotSink>(),
            provider.GetRequiredService<IPollObserver>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PollingService>>()));
        return services;
    }
}
