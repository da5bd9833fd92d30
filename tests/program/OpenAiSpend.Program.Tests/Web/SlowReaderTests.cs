using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using OpenAiSpend.Accounting;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Exporter.Web;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Web;

/// <summary>Readers that do not read hold neither a connection nor an old exposition.</summary>
public sealed class SlowReaderTests : IDisposable
{
    private static readonly WebLimits Limits = new();

    private readonly TestClock _clock = new("2026-11-20T15:00:00Z");
    private readonly ResponseDeadline _deadline;
    private readonly TestLifetime _lifetime = new();
    private readonly TaskCompletionSource _answered = new();

    public SlowReaderTests() => _deadline = new ResponseDeadline(Limits, _clock);

    public void Dispose() => _lifetime.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_ThatNeverRead_AreCutOffAtTheDeadline()
    {
        const int Readers = 30;
        await using var organization = await SimulatedOrganization.StartAsync();
        await using var web = await HostedWeb.StartAsync(new WebLimits { Response = TimeSpan.FromSeconds(2) }, Yaml.Default(organization.Server), organization.Server.AdminKey);
        using var http = new HttpClient { BaseAddress = web.Url };
        long length = 0;
        await Eventually.True(async () => (length = await LengthAsync(http)) > 3_000_000, "The exposition does not get large.", pause: TimeSpan.FromMilliseconds(100));
        using var connections = new RawConnections(web.Url);
        var readers = await connections.OpenAsync(Readers, RawConnections.Scrape);

        await Eventually.True(() => web.Services.GetRequiredService<ConnectionGuard>().Count == 0, "Readers that do not read are still connected.");
        foreach (var reader in readers)
        {
            Assert.InRange(await RawConnections.ReadToEndAsync(reader), 0, length - 1);
        }
    }

    [Fact]
    public async Task Response_ThatIsOverInTime_IsNotCutOff()
    {
        var running = RunAsync();
        _clock.Advance(Limits.Response - TimeSpan.FromTicks(1));
        _answered.SetResult();
        await running;

        Assert.Equal(0, _clock.WaitingTimers);
        Assert.False(_lifetime.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public Task Response_OfTheExpositionBefore_HasTheWholeTime() => CutOffAfterAsync(Limits.Response, publications: 1);

    [Fact]
    public Task Response_OvertakenByTwoPublications_HasAsLongAsAScrape() => CutOffAfterAsync(Limits.OvertakenResponse, publications: 2);

    private async Task CutOffAfterAsync(TimeSpan time, int publications)
    {
        var running = RunAsync();
        for (var i = 0; i < publications; i++)
        {
            _deadline.Publish(SpendReport.Of(Some.Snapshot(UtcDay.Of(_clock.GetUtcNow()).AddDays(i)), new AccountingOptions()));
        }

        Assert.Equal(time, _clock.UntilNextTimer);
        _clock.Advance(time);
        await Eventually.True(() => _lifetime.RequestAborted.IsCancellationRequested, "It is not cut off.");
        _answered.SetResult();
        await running;
    }

    private Task RunAsync()
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(_lifetime);
        return _deadline.InvokeAsync(context, _ => _answered.Task);
    }

    // Asked without the body, and again where a busy machine did not answer before the deadline.
    private static async Task<long> LengthAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/metrics") { Headers = { ConnectionClose = true } };
        try
        {
            using var response = await http.SendAsync(request, Token);
            return response.Content.Headers.ContentLength ?? 0;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private sealed class TestLifetime : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource _aborted = new();

        public TestLifetime() => RequestAborted = _aborted.Token;

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => _aborted.Cancel();

        public void Dispose() => _aborted.Dispose();
    }
}
