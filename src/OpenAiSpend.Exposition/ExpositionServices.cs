using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting;
using OpenAiSpend.Domain.Options;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Telemetry;

namespace OpenAiSpend.Exposition;

/// <summary>Registers this room.</summary>
public static class ExpositionServices
{
    /// <summary>
    /// Adds <see cref="ExpositionStore"/> and <see cref="SelfTelemetry"/> as <see cref="IReportSink"/>, the latter as
    /// <see cref="IRequestObserver"/> too, and <see cref="MetricsEndpoint"/>, whose <see cref="MetricsEndpoint.WriteAsync"/> is to
    /// be mapped for GET and HEAD. Pushes by OTLP where the options say so.
    /// </summary>
    public static IServiceCollection AddExposition(this IServiceCollection services, ExpositionOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        OptionError.ThrowIfAny(options.Validate(), nameof(options));
        if (options.Otlp is { } otlp)
        {
            services.AddSingleton(_ => new OtlpReceiver(otlp)).AddHostedService(services => new OtlpPush(
                services.GetRequiredService<ExpositionStore>(),
                services.GetRequiredService<SelfTelemetry>(),
                services.GetRequiredService<OtlpReceiver>(),
                options,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<OtlpPush>>()));
        }

        return services
            .AddSingleton(services => new ExpositionStore(options, services.GetRequiredService<ILogger<ExpositionStore>>()))
            .AddSingleton<IReportSink>(static services => services.GetRequiredService<ExpositionStore>())
            .AddSingleton(services => new SelfTelemetry(
                services.GetRequiredService<ExpositionStore>(), options.Organizations, services.GetService<OtlpReceiver>(), new ExposedFamilies(options)))
            .AddSingleton<IReportSink>(static services => services.GetRequiredService<SelfTelemetry>())
            .AddSingleton<IRequestObserver>(static services => services.GetRequiredService<SelfTelemetry>())
            .AddSingleton(static services => new MetricsEndpoint(services.GetRequiredService<SelfTelemetry>(), services.GetService<TimeProvider>()));
    }
}
