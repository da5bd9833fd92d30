using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting;
using OpenAiSpend.Collection;
using OpenAiSpend.Domain.Options;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.OpenAi;
using OpenAiSpend.Traces;
using OpenTelemetry.Metrics;
using Prometheus;

namespace OpenAiSpend.Hosting;

/// <summary>
/// OpenAI's spend in a service that has metrics of its own. It is read in the background, as the exporter does, and shown by
/// whichever of the three ways the service has; the families, labels and values are the same by each.
/// </summary>
public static class HostedSpend
{
    /// <summary>Reads OpenAI's spend and usage from the start of the service to its end.</summary>
    /// <exception cref="ArgumentException">The options cannot be used; the message names everything that is wrong.</exception>
    public static IServiceCollection AddOpenAiSpend(this IServiceCollection services, Action<HostedSpendOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        HostedSpendOptions options = new();
        configure(options);
        var organizations = options.AllOrganizations();
        OptionError.ThrowIfAny(options.Validate(organizations), nameof(configure));
        options.Metrics.Organizations = organizations.Length;
        services.TryAddSingleton(TimeProvider.System);
        return services.AddExposition(options.Metrics).AddCollection(
            provider => [.. organizations.Select(organization => Polled(
                organization,
                options,
                provider.GetRequiredService<IRequestObserver>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>()))],
            options.Settings ?? new ReportSettings(new AccountingOptions { AllocatedDays = options.Metrics.CostDays }, new DirectorySchedule { Interval = options.Collection.DirectoryInterval }),
            options.StatePath);
    }

    /// <summary>Maps an endpoint that answers GET and HEAD with spend as text, as the exporter's <c>/metrics</c> does: a scrape copies bytes.</summary>
    public static IEndpointConventionBuilder MapOpenAiSpendMetrics(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapMethods(pattern, ["GET", "HEAD"], endpoints.ServiceProvider.GetRequiredService<MetricsEndpoint>().WriteAsync);
    }

    /// <summary>Adds spend to the metrics that OpenTelemetry collects, for any of its exporters.</summary>
    public static MeterProviderBuilder AddOpenAiSpendInstrumentation(this MeterProviderBuilder metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        metrics.ConfigureServices(static services => services.TryAddSingleton<SpendInstruments>());
        metrics.AddMeter(SpendInstruments.MeterName);
        return ((IDeferredMeterProviderBuilder)metrics).Configure(
            static (services, builder) => builder.AddView(services.GetRequiredService<SpendInstruments>().View));
    }

    /// <summary>Adds spend to the metrics of prometheus-net.</summary>
    /// <param name="registry">The registry, such as <c>Metrics.DefaultRegistry</c>.</param>
    /// <param name="services">The services of the host.</param>
    public static void AddOpenAiSpend(this CollectorRegistry registry, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(services);
        registry.AddBeforeCollectCallback(new SpendGauges(services.GetRequiredService<ExpositionStore>(), Prometheus.Metrics.WithCustomRegistry(registry)).Update);
    }

    /// <summary>What is polled of an organization.</summary>
    internal static PolledOrganization Polled(
        OpenAiOptions organization, HostedSpendOptions options, IRequestObserver observer, TimeProvider clock, ILoggerFactory loggers)
    {
        var collection = options.Collection;
        var source = new OpenAiSpendSource(organization, observer, clock, loggers);
        return new PolledOrganization
        {
            Name = organization.OrganizationName,
            Identity = new SourceIdentity(organization.OrganizationId, organization.BaseUrl, [.. organization.ProjectIds], [.. organization.LineItems]),
            Source = source,
            Surfaces = [Schedule(Surface.Costs, collection.Costs, collection), .. collection.Surfaces.Select(surface => Schedule(surface, collection.Usage, collection))],
            Traces = options.Traces is { Source.Organization: var traced } traces && traced == organization.OrganizationName ? Polled(traces, observer, clock) : null,
            DirectorySource = source.Directory,
        };
    }

    private static PolledTraces Polled(TracesOptions traces, IRequestObserver observer, TimeProvider clock)
    {
        var (source, polling) = traces;
        return new PolledTraces(new PrometheusTraceSource(source, observer, clock), new PollSchedule
        {
            Surface = Surface.Traces,
            GroupBy = source.GroupBy,
            Interval = polling.Interval,
            HistoryDays = polling.HistoryDays,
            SettleDays = polling.SettleDays,
            KeepsSettled = true,
            Origin = $"{source.CustomerLabel} {source.ProjectLabel}",
        });
    }

    private static PollSchedule Schedule(BucketSurface surface, PollingOptions polling, CollectionOptions collection) => new()
    {
        Surface = surface,
        GroupBy = collection.GroupBy[surface],
        Interval = polling.Interval,
        HistoryDays = polling.HistoryDays,
        SettleDays = polling.SettleDays,
    };
}
