using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using OpenAiSpend.Accounting;
using OpenAiSpend.Collection;
using OpenAiSpend.Domain;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Logging;
using OpenAiSpend.Exporter.Web;
using OpenAiSpend.Exporter.Web.Access;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Telemetry;
using OpenAiSpend.Hosting;
using OpenAiSpend.Page;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Polls OpenAI and serves <c>/metrics</c> until it is told to end.</summary>
internal static class ServeCommand
{
    // The program ends within five seconds, and a container is killed after ten: this leaves time to spare.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Serves until it is told to end.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="log">What to log, and how.</param>
    /// <param name="reread">Reads the configuration again; null where there is no file.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ExporterOptions options, LogOptions log, Func<ExporterOptions>? reread)
    {
        await using var demo = options.Demo ? await DemoOrganization.StartAsync(options.IsDemoQuiet) : null;
        if (demo is not null)
        {
            (options, reread) = (demo.TakeThePlaceOf(options), null);
        }

        await using var app = Build(options, log, reread: reread);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(ServeCommand));

        // Before the first request: it may be why that fails.
        foreach (var warning in options.Warnings)
        {
            logger.ConfigurationWarning(warning);
        }

        try
        {
            await app.StartAsync();
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException or SocketException)
        {
            return await CannotListenAsync(failure.InnerException.Message);
        }
        catch (SocketException failure)
        {
            // The address is not one of this machine, or the port is reserved for others.
            return await CannotListenAsync(failure.Message);
        }

        logger.Listening(BuildIdentity.Current.Version, string.Join(", ", app.Urls));
        foreach (var organization in options.Organizations)
        {
            logger.Reading(organization.OrganizationName, organization.BaseUrl, organization.AdminKeyOrigin ?? string.Empty);
        }

        await app.WaitForShutdownAsync();
        logger.Ended();
        return ExitCode.Ok;

        // The pollers have begun before the web server; stopped first, they do not fail on what is taken away from under them.
        async Task<int> CannotListenAsync(string why)
        {
            logger.CannotListen(options.Web.ListenAddress.ToString(), $"{why.TrimEnd('.')}: choose another one with --web.listen-address or web.listen_address.");
            await app.StopAsync();
            return ExitCode.Failed;
        }
    }

    /// <summary>Puts the program together.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="log">What to log, and how.</param>
    /// <param name="adjust">Replaces parts, such as the clock, for tests of the whole.</param>
    /// <param name="reread">Reads the configuration again; null where there is no file.</param>
    internal static WebApplication Build(
        ExporterOptions options, LogOptions log, Action<WebApplicationBuilder>? adjust = null, Func<ExporterOptions>? reread = null)
    {
        // The empty builder reads nothing by itself: no appsettings.json and no ASPNETCORE_ variable that could open
        // another port. What there is to configure is in the exporter's own configuration.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var level = new LogLevelSwitch(log.Level, options);
        LoggingSetup.Use(builder.Logging, level, log.Format);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(static host =>
        {
            host.ShutdownTimeout = ShutdownTimeout;

            // One after the other, a scrape that does not end would take the time that saving the state needs.
            host.ServicesStopConcurrently = true;
        });
        builder.Services.Configure<ConsoleLifetimeOptions>(static console => console.SuppressStatusMessages = true);
        builder.Services.AddSingleton(new WebLimits());
        builder.Services.AddSingleton(static services => new ConnectionGuard(services.GetRequiredService<WebLimits>(), TimeProvider.System));
        builder.Services.AddSingleton(static services => new ResponseDeadline(services.GetRequiredService<WebLimits>(), TimeProvider.System));
        builder.Services.Configure<SocketTransportOptions>(Listener.Configure);
        builder.WebHost.UseKestrelCore().ConfigureKestrel((_, kestrel) => Listener.Configure(
            kestrel,
            options.Web,
            kestrel.ApplicationServices.GetRequiredService<ConnectionGuard>(),
            kestrel.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(Listener))));
        builder.Services.AddSingleton(_ => new AccessControl(options.Web));

        builder.Services.AddSingleton<IReloadable>(level);
        builder.Services.AddSingleton<IReloadable>(services => new ReloadedFingerprint(services.GetRequiredService<SelfTelemetry>()));
        builder.Services.AddSingleton(services => new ConfigurationReload(
            options, reread, services.GetServices<IReloadable>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ConfigurationReload>>()));
        builder.Services.AddHostedService(static services => services.GetRequiredService<ConfigurationReload>());
        var settings = new ReportSettings(Organizations.Accounting(options), Organizations.Directory(options));
        builder.Services.AddSingleton<IReloadable>(new ReloadedReports(settings, options.Metrics));
        builder.Services.AddOpenAiSpend(spend =>
        {
            (spend.Organizations, spend.Collection, spend.Traces) = (options.Organizations, options.Collection, options.Traces);
            (spend.Metrics, spend.Settings) = (options.Metrics, settings);

            // The demo's organization is another one, on another port, each time.
            spend.StatePath = options.Demo ? null : options.StatePath;
        }).AddOwnMetrics(options.Metrics.Otlp);

        // After the exposition: it counts what was published.
        builder.Services.AddSingleton<IReportSink>(static services => services.GetRequiredService<ResponseDeadline>());
        builder.Services.AddSingleton<IReportSink>(static _ => new MemoryRelease(TimeProvider.System));

        adjust?.Invoke(builder);
        var app = builder.Build();
        var reload = app.Services.GetRequiredService<ConfigurationReload>();
        var telemetry = app.Services.GetRequiredService<SelfTelemetry>();
        telemetry.SetConfiguration(Encoding.UTF8.GetBytes(options.Fingerprint));
        telemetry.ObserveReload(() => (reload.State.IsGood, reload.State.GoodAt));
        app.Use(static (context, next) => ConnectionGuard.OnRequestAsync(context, next));
        app.Use(app.Services.GetRequiredService<ResponseDeadline>().InvokeAsync);
        app.Use(static (context, next) => SecurityHeaders.InvokeAsync(context, next));
        app.Use(new HostCheck(options.Web).InvokeAsync);
        app.Use(static (context, next) => context.RequestServices.GetRequiredService<AccessControl>().InvokeAsync(context, next));
        app.MapOpenAiSpendMetrics("/metrics");
        var store = app.Services.GetRequiredService<ExpositionStore>();
        string[] organizations = [.. options.Organizations.Select(static organization => organization.OrganizationName)];
        ImmutableArray<(string, ImmutableArray<string>)> excluded = [.. options.Metrics.Exclude.Select(static pattern => (pattern, ExposedFamilies.ExcludedBy(pattern)))];
        app.MapHealth(store, organizations);
        app.MapSpendPage(() => new SpendPageOptions([.. organizations], reload.State.Warnings, excluded), () => Moment(store), app.Services.GetRequiredService<TimeProvider>());
        return app;
    }

    // One reference is taken, and everything that a reader of the page sees comes from it.
    private static PublishedMoment? Moment(ExpositionStore store) => store.Current is not { } exposition ? null : new PublishedMoment(
        exposition.Report,
        poll => exposition.Series.FirstOrDefault(series => series.Organization == poll.Organization && series.Surface == poll.Surface.Name) is { Surface: not null } series
            ? (series.Count, series.Folded)
            : null);
}

/// <summary>Says which configuration is in force when it is read again.</summary>
internal sealed class ReloadedFingerprint(SelfTelemetry telemetry) : IReloadable
{
    /// <inheritdoc/>
    public void Apply(ExporterOptions options) => telemetry.SetConfiguration(Encoding.UTF8.GetBytes(options.Fingerprint));
}
