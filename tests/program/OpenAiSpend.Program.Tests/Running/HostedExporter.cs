using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Collection;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Exporter.Commands;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Hosting;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Running;

/// <summary>
/// The whole exporter in this process, with the clock of the test: days pass in a moment. The clock goes from one timer
/// to the next, and only when every poller sleeps, so that no request ever sees time pass but one that is to hang.
/// </summary>
internal sealed class HostedExporter : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestClock _clock;
    private readonly SimulatorServer _simulator;
    private readonly HttpClient _http = new();
    private readonly int _sleepers;

    private HostedExporter(WebApplication app, TestClock clock, SimulatorServer simulator, int sleepers, RecordingLogs logs) =>
        (_app, _clock, _simulator, _sleepers, Logs) = (app, clock, simulator, sleepers, logs);

    public RecordingLogs Logs { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts it and lets everything be asked for once.</summary>
    /// <param name="yaml">The configuration.</param>
    /// <param name="clock">The clock, which the simulator should have as well.</param>
    /// <param name="simulator">The one organization that the configuration names.</param>
    /// <param name="listsEvery">How often names, limits and alerts are read, which cannot be configured.</param>
    public static async Task<HostedExporter> StartAsync(string yaml, TestClock clock, SimulatorServer simulator, TimeSpan? listsEvery = null)
    {
        using var folder = new TemporaryFolder();
        var options = new ConfigurationReader(name => name == ExporterProgram.KeyVariable ? simulator.AdminKey : null).Read(
            new CommandLineOptions { ConfigFile = folder.Write("exporter.yml", yaml), ListenAddress = "127.0.0.1:0" });
        var logs = new RecordingLogs();
        var app = ServeCommand.Build(options, new LogOptions("debug", "logfmt"), builder =>
        {
            builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
            builder.Services.AddSingleton<TimeProvider>(clock);
            if (listsEvery is { } interval)
            {
                builder.Services.Remove(builder.Services.Last(service => service.ServiceType == typeof(IHostedService)));
                builder.Services.AddCollection(services => [Polled(options, services)],
                    new ReportSettings(Organizations.Accounting(options), new DirectorySchedule { Interval = interval }),
                    options.StatePath);
            }
        });
        var exporter = new HostedExporter(app, clock, simulator, SleepersOf(options), logs);
        await app.StartAsync(Token);
        exporter._http.BaseAddress = new Uri(app.Urls.Single());
        await exporter.QuietAsync();
        return exporter;
    }

    /// <summary>Lets time pass.</summary>
    public async Task RunAsync(TimeSpan time)
    {
        var end = _clock.GetTimestamp() + time.Ticks;
        while (true)
        {
            await QuietAsync();
            var left = TimeSpan.FromTicks(end - _clock.GetTimestamp());
            if (_clock.UntilNextTimer is not { } next || next > left)
            {
                _clock.Advance(left);
                return;
            }

            _clock.Advance(next);
        }
    }

    public async Task<ParsedExposition> PageAsync() => ParsedExposition.Parse(await _http.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative), Token));

    /// <summary>The page once it shows something: it is published a moment after the polls that it is of.</summary>
    public async Task<ParsedExposition> PageWhenAsync(Func<ParsedExposition, bool> condition, Func<ParsedExposition, string> otherwise)
    {
        ParsedExposition? page = null;
        try
        {
            await Eventually.True(async () => condition(page = await PageAsync()), "It does not.");
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"{otherwise(page!)}\nThe last that was logged:\n{string.Join('\n', Logs.Lines.TakeLast(12).Select(line => line.Text))}");
        }

        return page!;
    }

    public async Task<string> TextAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), Token);
        return $"{response.StatusCode} {response.Headers} {await response.Content.ReadAsStringAsync(Token)}";
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    // Costs, each surface of usage, and the lists wait in one place at a time each; and so does who keeps the state.
    private static int SleepersOf(ExporterOptions options) => options.Collection.Surfaces.Length + 2 + (options.StatePath is null ? 0 : 1);

    private static PolledOrganization Polled(ExporterOptions options, IServiceProvider services) => HostedSpend.Polled(
        options.Organizations[0],
        new HostedSpendOptions { Collection = options.Collection },
        services.GetRequiredService<IRequestObserver>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILoggerFactory>());

    private async Task QuietAsync()
    {
        for (var looks = 0; looks < 2000; looks++)
        {
            if (EverybodySleeps())
            {
                return;
            }

            await Task.Yield();
        }

        // The simulator hears a moment later of a request that was given up: then it must be looked at several times.
        var quiet = 0;
        await Eventually.True(
            () => Task.FromResult(EverybodySleeps() || (quiet = _clock.Sleepers + _simulator.HangingRequests == _sleepers && IsCurrent ? quiet + 1 : 0) > 5),
            "Not everybody sleeps.",
            pause: TimeSpan.FromMilliseconds(1));
    }

    private bool EverybodySleeps() => _simulator.HangingRequests == 0 && _clock.Sleepers == _sleepers && IsCurrent;

    // What the polls read is published by another thread.
    private bool IsCurrent => _app.Services.GetServices<IHostedService>().OfType<PollingService>().All(static polling => polling.IsCurrent);
}
