using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting;
using OpenAiSpend.Domain.Options;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Telemetry;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition;

/// <summary>Registers this room.</summary>
public static class ExpositionServices
{
    /// <summary>
    /// Adds <see cref="ExpositionStore"/> and <see cref="SelfTelemetry"/> as <see cref="IReportSink"/>, the latter as
    /// <see cref="IRequestObserver"/> too, and <see cref="MetricsEndpoint"/>, whose <see cref="MetricsEndpoint.WriteAsync"/> is to
    /// be mapped for GET and HEAD.
    /// </summary>
    public static IServiceCollection AddExposition(this IServiceCollection services, ExpositionOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        OptionError.ThrowIfAny(options.Validate(), nameof(options));
        return services
            .AddSingleton(services => new ExpositionStore(options, services.GetRequiredService<ILogger<ExpositionStore>>()))
            .AddSingleton<IReportSink>(static services => services.GetRequiredService<ExpositionStore>())
            .AddSingleton(services => new SelfTelemetry(services.GetRequiredService<ExpositionStore>(), options.Organizations, new ExposedFamilies(options)))
            .AddSingleton<IReportSink>(static services => services.GetRequiredService<SelfTelemetry>())
            .AddSingleton<IRequestObserver>(static services => services.GetRequiredService<SelfTelemetry>())
            .AddSingleton(static services => new MetricsEndpoint(
                services.GetRequiredService<ExpositionStore>(), services.GetService<OwnMetrics>(), services.GetService<TimeProvider>()));
    }

    /// <summary>
    /// Has OpenTelemetry collect the exporter's own metrics and those of .NET: they are written behind the spend, and all is
    /// pushed by OTLP where the options say so.
    /// </summary>
    public static IServiceCollection AddOwnMetrics(this IServiceCollection services, OtlpOptions? otlp)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOpenTelemetry().WithMetrics(static metrics => metrics
            .AddMeter([SelfTelemetry.MeterName, .. RuntimeMeters.All])
            .AddPrometheusExporter(static exporter =>
            {
                // Every series is one of the contract, and none is older than its scrape.
                exporter.ScopeInfoEnabled = exporter.TargetInfoEnabled = false;
                exporter.ScrapeResponseCacheDurationMilliseconds = 0;
            }));
        services.ConfigureOpenTelemetryMeterProvider(static (services, metrics) =>
        {
            var (telemetry, host) = (services.GetRequiredService<SelfTelemetry>(), services.GetService<IMeterFactory>());
            metrics.AddView(instrument => telemetry.View(instrument, host));
            if (services.GetService<OtlpReceiver>() is { } receiver)
            {
                metrics.SetResourceBuilder(receiver.Resource).AddReader(receiver.OwnMetrics);
            }
        });
        if (otlp is not null)
        {
            services.AddSingleton(_ => new OtlpReceiver(otlp)).AddHostedService(static services => new OtlpPush(
                services.GetRequiredService<ExpositionStore>(),
                services.GetRequiredService<OtlpReceiver>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<OtlpPush>>()));
        }

        return services.AddSingleton(static services => new OwnMetrics(
            services.GetRequiredService<SelfTelemetry>(), services.GetRequiredService<MeterProvider>(), services));
    }
}
