using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenAiSpend.Exporter;
using OpenAiSpend.Exporter.Commands;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Page.Polls;
using OpenAiSpend.Page.Sums;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Page.Tests.Running;

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

    public SurfaceBoard Board => _app.Services.GetRequiredService<SurfaceBoard>();

    public PublishedSums Sums => _app.Services.GetRequiredService<PublishedSums>();

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
            await host.WaitAsync(host => !host.Board.Statuses.IsEmpty && host.Board.Statuses.All(static status => status.Last is not null && status.NextPoll is not null));
            await host.WaitAsync(static host => host.IsPublished);
        }

        return host;
    }

    public Task WaitAsync(Func<PageHost, bool> condition) => Eventually.True(
        () => condition(this), $"The exporter does not get there: {string.Join(", ", Board.Statuses)}");

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

    // A poll ends a moment before what it read is published.
    private bool IsPublished => Board.Statuses.All(status => !status.IsFailing && status.LastSuccess is not null)
        && Sums.Current is { } sums
        && sums.Organizations.All(static organization => organization.Snapshot.Surfaces.Length == 11
            && organization.Snapshot.Directory is { Projects: not null, Users: not null, ApiKeys: not null, SpendLimits: not null, SpendAlerts: not null });
}
