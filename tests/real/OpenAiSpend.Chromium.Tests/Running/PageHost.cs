using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Exporter;
using OpenAiSpend.Exporter.Commands;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Chromium.Tests.Running;

/// <summary>
/// The exporter with <c>--demo</c> in this process, on a free port, with the clocks of exporter and organization both
/// standing still on the same instant: what is on the page does not move while a test looks at it.
/// </summary>
internal sealed class PageHost : IAsyncDisposable
{
    /// <summary>A Friday afternoon.</summary>
    public const string Noon = "2026-11-20T15:04:00Z";

    private readonly WebApplication _app;

    private PageHost(WebApplication app, SimulatorServer server, DateTimeOffset now)
    {
        (_app, Server, Now) = (app, server, now);
        Url = new Uri(app.Urls.First());
        Http = new HttpClient { BaseAddress = Url };
    }

    public SimulatorServer Server { get; }

    /// <summary>The instant at which both clocks stand.</summary>
    public DateTimeOffset Now { get; }

    public DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    public Uri Url { get; }

    public HttpClient Http { get; }

    /// <summary>How the polls go at the moment that is shown; nothing before the first.</summary>
    public IReadOnlyList<SurfaceHealth> Health => Snapshot?.Health ?? [];

    /// <summary>Whether everything that can be read has been read well.</summary>
    public bool IsWhole => Health.Count > 0 && Health.All(static surface => surface is { Outcome: PollOutcome.Ok, NextPoll: not null });

    /// <summary>Starts both, and waits until everything has been polled and published once.</summary>
    /// <param name="scenario">The organization.</param>
    /// <param name="change">Changes the configuration of the demo.</param>
    /// <param name="spoil">Lets something go wrong from the start; then nothing is waited for.</param>
    public static async Task<PageHost> StartAsync(
        string scenario = Scenarios.Default, Func<ExporterOptions, ExporterOptions>? change = null, Action<FaultPlan>? spoil = null)
    {
        var clock = new TestClock(DateTimeOffset.Parse(Noon, CultureInfo.InvariantCulture));
        var server = await SimulatorServer.StartAsync(new SimulatorOptions { Scenario = scenario, Clock = clock }, CancellationToken.None);
        spoil?.Invoke(server.Faults);
        var options = new DemoOrganization(server).TakeThePlaceOf(new ExporterOptions
        {
            Demo = true,
            Web = new WebOptions { ListenAddress = new ListenAddress(IPAddress.Loopback, 0) },
        });
        var app = ServeCommand.Build(change?.Invoke(options) ?? options, new LogOptions("error", "logfmt"), builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await app.StartAsync();
        var host = new PageHost(app, server, clock.GetUtcNow());
        if (spoil is null)
        {
            await host.WaitAsync(static host => host.IsWhole);
        }

        return host;
    }

    public Task WaitAsync(Func<PageHost, bool> condition) => Eventually.True(
        () => condition(this), $"The exporter does not get there: {string.Join(", ", Health)}");

    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string address)
    {
        using var response = await Http.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        await _app.DisposeAsync();
    }

    private SpendSnapshot? Snapshot => _app.Services.GetRequiredService<ExpositionStore>().Current?.Report.Snapshot;
}
