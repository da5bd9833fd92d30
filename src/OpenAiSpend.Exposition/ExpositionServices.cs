using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.Exposition.Rendering;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Telemetry;

namespace OpenAiSpend.Exposition;

/// <summary>Registers this room.</summary>
public static class ExpositionServices
{
    /// <summary>
    /// Adds the page as an <see cref="ISnapshotSink"/>, <see cref="SelfTelemetry"/> as an <see cref="IPollObserver"/>
    /// and <see cref="IRequestObserver"/>, <see cref="NewestAllocations"/>, and <see cref="MetricsEndpoint"/>, whose
    /// <see cref="MetricsEndpoint.WriteAsync"/> is to be mapped for GET and HEAD. Pushes by OTLP where the options say so.
    /// </summary>
    public static IServiceCollection AddExposition(this IServiceCollection services, ExpositionOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CostDays, 1, nameof(ExpositionOptions.CostDays));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.UsageDays, 1, nameof(ExpositionOptions.UsageDays));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxLabelSets, 1, nameof(ExpositionOptions.MaxLabelSets));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Organizations, 1, nameof(ExpositionOptions.Organizations));
        if (options.Otlp is { } otlp)
        {
            services.AddSingleton(_ => new OtlpReceiver(otlp)).AddHostedService<OtlpPush>();
        }

        return services
            .AddSingleton(_ => new NewestAllocations(options.CostDays))
            .AddSingleton(services => new MetricsPage(
                new SnapshotRenderer(options, services.GetRequiredService<NewestAllocations>()), services.GetService<ILogger<MetricsPage>>()))
            .AddSingleton<ISnapshotSink>(static services => services.GetRequiredService<MetricsPage>())
            .AddSingleton(services => new SelfTelemetry(services.GetRequiredService<MetricsPage>(), options.Organizations, services.GetService<OtlpReceiver>()))
            .AddSingleton<IPollObserver>(static services => services.GetRequiredService<SelfTelemetry>())
            .AddSingleton<IRequestObserver>(static services => services.GetRequiredService<SelfTelemetry>())
            .AddSingleton(static services => new MetricsEndpoint(
                services.GetRequiredService<MetricsPage>(), services.GetRequiredService<SelfTelemetry>(), services.GetService<TimeProvider>()));
    }
}
