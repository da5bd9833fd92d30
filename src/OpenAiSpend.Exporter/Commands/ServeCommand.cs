using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using OpenAiSpend.Collection;
using OpenAiSpend.Domain;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Logging;
using OpenAiSpend.Exporter.Web;
using OpenAiSpend.Exporter.Web.Access;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Telemetry;
using OpenAiSpend.Page;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Polls OpenAI and serves <c>/metrics</c> until it is told to end.</summary>
internal static class ServeCommand
{
    // The program ends within five seconds, and a container is killed after ten: this leaves time to spare.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(ExporterOptions options, LogOptions log)
    {
        await using var demo = options.Demo ? await DemoOrganization.StartAsync() : null;
        if (demo is not null)
        {
            options = demo.TakeThePlaceOf(options);
        }

        await using var app = Build(options, log);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(ServeCommand));
        try
        {
            await app.StartAsync();
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException or SocketException)
        {
            logger.CannotListen(options.Web.ListenAddress.ToString(), failure.InnerException.Message);
            return ExitCode.Failed;
        }
        catch (SocketException failure)
        {
            // The address is not one of this machine, or the port is reserved for others.
            logger.CannotListen(options.Web.ListenAddress.ToString(), failure.Message);
            return ExitCode.Failed;
        }

        foreach (var warning in options.Warnings)
        {
            logger.ConfigurationWarning(warning);
        }

        logger.Listening(BuildIdentity.Current.Version, string.Join(", ", app.Urls));
        foreach (var organization in options.Organizations)
        {
            logger.Reading(organization.Name, organization.BaseUrl, organization.AdminKeyOrigin);
        }

        await app.WaitForShutdownAsync();
        logger.Ended();
        return ExitCode.Ok;
    }

    /// <summary>Puts the program together.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="log">What to log, and how.</param>
    /// <param name="adjust">Replaces parts, such as the clock, for tests of the whole.</param>
    internal static WebApplication Build(ExporterOptions options, LogOptions log, Action<WebApplicationBuilder>? adjust = null)
    {
        // The empty builder reads nothing by itself: no appsettings.json and no ASPNETCORE_ variable that could open
        // another port. What there is to configure is in the exporter's own configuration.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        LoggingSetup.Use(builder.Logging, log.Level, log.Format);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(static host =>
        {
            host.ShutdownTimeout = ShutdownTimeout;

            // One after the other, a scrape that does not end would take the time that saving the state needs.
            host.ServicesStopConcurrently = true;
        });
        builder.Services.Configure<ConsoleLifetimeOptions>(static console => console.SuppressStatusMessages = true);
        builder.WebHost.UseKestrelCore().ConfigureKestrel((_, kestrel) => Listener.Configure(
            kestrel, options.Web, kestrel.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(Listener))));
        builder.Services.AddSingleton(_ => new AccessControl(options.Web));

        builder.Services.AddExposition(new ExpositionOptions
        {
            CostDays = options.Metrics.CostDays,
            UsageDays = options.Metrics.UsageDays,
            MaxLabelSets = options.Metrics.MaxLabelSets,
            AlertThresholds = options.Alerts.Thresholds,
            Organizations = options.Organizations.Count,
            Otlp = options.Otlp,
        });
        builder.Services.AddPage(new PageOptions([.. options.Organizations.Select(static organization => organization.Name)], [.. options.Warnings]));
        builder.Services.AddSingleton<ISnapshotSink>(static _ => new MemoryRelease(TimeProvider.System));
        builder.Services.AddCollection(
            services => [.. options.Organizations.Select(organization => Plans.Of(
                organization,
                options,
                services.GetRequiredService<IRequestObserver>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILoggerFactory>()))],

            // The demo's organization is another one, on another port, each time.
            statePath: options.Demo ? null : options.StatePath);

        adjust?.Invoke(builder);
        var app = builder.Build();
        app.Services.GetRequiredService<SelfTelemetry>().SetConfiguration(Encoding.UTF8.GetBytes(options.Fingerprint));
        app.Use(static (context, next) => SecurityHeaders.InvokeAsync(context, next));
        app.Use(static (context, next) => context.RequestServices.GetRequiredService<AccessControl>().InvokeAsync(context, next));
        var metrics = app.Services.GetRequiredService<MetricsEndpoint>();
        app.MapMethods("/metrics", ["GET", "HEAD"], metrics.WriteAsync);
        app.MapHealth([.. options.Organizations.Select(static organization => organization.Name)]);
        app.MapPage();
        return app;
    }
}
