using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Serving;

public sealed class MetricsEndpointTests
{
    [Theory]
    [InlineData(null, ScrapeNegotiation.Text)]
    [InlineData("application/openmetrics-text;version=1.0.0", ScrapeNegotiation.OpenMetrics)]
    [InlineData("text/plain;version=1.0.0;escaping=allow-utf-8", ScrapeNegotiation.Text1)]
    public async Task Write_Accept_GivesContentTypeAndLength(string? accept, string contentType)
    {
        await using var host = await ExporterHost.StartAsync();
        host.Publish(FullSnapshot.Of("acme"));

        using var response = await host.ScrapeAsync(accept);
        var body = await BytesAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.GetValues("Content-Type").Single());
        Assert.Equal(body.Length, response.Content.Headers.ContentLength);
        Assert.Equal(["Accept", "Accept-Encoding"], response.Headers.Vary);
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Write_BothFormats_HoldTheSameSpend()
    {
        await using var host = await ExporterHost.StartAsync();
        host.Publish(FullSnapshot.Of("acme"));
        var spend = Rendered.Of(FullSnapshot.Of("acme")).Spend.Plain.Text();

        var text = await host.TextAsync();
        var openMetrics = await host.TextAsync("application/openmetrics-text");

        Assert.StartsWith(spend, text);
        Assert.StartsWith(spend, openMetrics);
        Assert.False(ParsedExposition.Parse(text).HasEnd);
        Assert.True(ParsedExposition.Parse(openMetrics).HasEnd);
        Assert.EndsWith("\n# EOF\n", openMetrics);
        Assert.Equal(2, openMetrics.Split("# EOF").Length);
    }

    [Fact]
    public async Task Write_WhileReportsArePublished_GivesTheSizeOfTheExpositionInTheSameAnswer()
    {
        await using var host = await ExporterHost.StartAsync();
        using var enough = new CancellationTokenSource();
        List<SpendSnapshot> snapshots = [FullSnapshot.Of("acme"), FullSnapshot.Of("an organization with a longer name")];
        var publishing = Task.Run(
            () =>
            {
                for (var page = 0; !enough.IsCancellationRequested; page++)
                {
                    host.Publish(snapshots[page % snapshots.Count]);
                }
            },
            TestContext.Current.CancellationToken);

        var pages = new List<ParsedExposition>();
        for (var scrape = 0; scrape < 100; scrape++)
        {
            pages.Add(ParsedExposition.Parse(await host.TextAsync()));
        }

        await enough.CancelAsync();
        await publishing;
        var sizes = snapshots.ToDictionary(
            snapshot => snapshot.Organizations.Single().Name, snapshot => Rendered.Of(snapshot) is var rendered ? rendered.Spend.Plain.Length + rendered.Health.Plain.Length : 0);
        Assert.Contains(pages, page => page["openai_cost_usd"].Length > 0);
        Assert.All(pages.Where(page => page["openai_cost_usd"].Length > 0), page => Assert.Equal(
            sizes[page["openai_cost_usd"][0]["organization"]!],
            page["openai_exporter_exposition_bytes"].Single(sample => sample["encoding"] == "identity").Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_Gzip_IsOneMemberOfTheSameText(bool isPublished)
    {
        await using var host = await ExporterHost.StartAsync();
        if (isPublished)
        {
            host.Publish(FullSnapshot.Of("acme"));
        }

        using var response = await host.ScrapeAsync("application/openmetrics-text", "gzip");
        var body = await BytesAsync(response);
        using var unzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var reader = new StreamReader(unzip);
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal(body.Length, response.Content.Headers.ContentLength);
        Assert.Equal((uint)Encoding.UTF8.GetByteCount(text), BitConverter.ToUInt32(body.AsSpan()[^4..]));
        Assert.True(ParsedExposition.Parse(text).HasEnd);
        Assert.Equal(isPublished, ParsedExposition.Parse(text).Find("openai_cost_usd") is not null);
    }

    [Fact]
    public async Task Write_GzipThroughADecompressingClient_IsTheWholePage()
    {
        await using var host = await ExporterHost.StartAsync();
        host.Publish(FullSnapshot.Of("acme"));
        using var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip };
        using var client = new HttpClient(handler) { BaseAddress = host.Client.BaseAddress };

        var page = ParsedExposition.Parse(await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.NotNull(page.Find("openai_cost_usd"));
        Assert.NotNull(page.Find("openai_exporter_build_info"));
    }

    // own-families.txt is what was scraped when this part of the exposition was still written by hand.
    [Theory]
    [InlineData("text/plain;version=0.0.4")]
    [InlineData("text/plain;version=1.0.0;escaping=allow-utf-8")]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=dots")]
    public async Task Write_OwnFamilies_AreThoseOfTheWriterBefore(string accept)
    {
        var before = await File.ReadAllLinesAsync(Repository.File("tests/unit/OpenAiSpend.Exposition.Tests/Golden/own-families.txt"), TestContext.Current.CancellationToken);
        await using var host = await ExporterHost.StartAsync();
        host.Publish(FullSnapshot.Of("acme"));
        host.Telemetry.SetConfiguration([1]);
        host.Telemetry.ObserveReload(static () => (true, DateTimeOffset.UnixEpoch));
        GC.Collect();
        Assert.Throws<FormatException>(() => ParsedExposition.Parse("no end"));
        using (HttpClient other = new() { BaseAddress = host.Client.BaseAddress, DefaultRequestHeaders = { ConnectionClose = true } })
        {
            await other.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        }

        var isOpenMetrics = accept.Contains("openmetrics", StringComparison.Ordinal);
        await Eventually.True(
            async () => !before.Except(ParsedExposition.Parse(await host.TextAsync(accept)).Families.Select(family =>
                $"{family.Name}{(isOpenMetrics && family.Type == "counter" ? "_total" : "")} {family.Type}")).Any(),
            "Families are missing, or have another type.");
    }

    [Theory]
    [InlineData("text/plain;version=0.0.4")]
    [InlineData("text/plain;version=1.0.0;escaping=dots")]
    [InlineData("text/plain;version=1.0.0;escaping=values;q=0.3,application/openmetrics-text;version=1.0.0;q=0.2")]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1")]
    [InlineData("application/openmetrics-text;version=0.0.1")]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited")]
    [InlineData("application/json")]
    public async Task Write_AnyAccept_HasBothPartsInTheFormatThatItNames(string accept)
    {
        await using var host = await ExporterHost.StartAsync();
        host.Publish(FullSnapshot.Of("acme"));

        using var response = await host.ScrapeAsync(accept);
        var page = ParsedExposition.Parse(await BytesAsync(response));

        var isOpenMetrics = response.Content.Headers.ContentType!.MediaType == "application/openmetrics-text";
        Assert.Equal(isOpenMetrics, page.HasEnd);
        Assert.NotNull(page.Find("openai_cost_usd"));
        Assert.NotNull(page.Find(isOpenMetrics ? "openai_exporter_polls" : "openai_exporter_polls_total"));
    }

    [Fact]
    public async Task Write_Head_GivesHeadersOnly()
    {
        await using var host = await ExporterHost.StartAsync();
        host.Publish(FullSnapshot.Of("acme"));

        using var response = await host.ScrapeAsync(acceptEncoding: "gzip", method: HttpMethod.Head);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(ScrapeNegotiation.Text, response.Content.Headers.GetValues("Content-Type").Single());
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.True(response.Content.Headers.ContentLength > 0);
        Assert.Empty(await BytesAsync(response));
    }

    [Fact]
    public async Task Write_ScraperWentAway_Stops()
    {
        await using var host = await ExporterHost.StartAsync();
        using var aborted = new CancellationTokenSource();
        await aborted.CancelAsync();
        var context = new DefaultHttpContext { RequestAborted = aborted.Token };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Endpoint.WriteAsync(context));
    }

    [Fact]
    public async Task Write_ReaderSlowerThanTheScrapeTimeout_IsCutOff()
    {
        var clock = new TestClock("2026-11-20T12:00:00Z");
        await using var host = await ExporterHost.StartAsync(services => services.AddSingleton<TimeProvider>(clock));
        var lifetime = new Lifetime();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        context.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"] = "9.5";
        await using NobodyReads body = new();
        context.Response.Body = body;

        var writing = host.Endpoint.WriteAsync(context);
        await body.Begun;
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(writing.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        await writing;

        Assert.True(lifetime.IsCut);
    }

    [Fact]
    public async Task Write_AfterAnotherSnapshot_ForgetsTheFirst()
    {
        await using var host = await ExporterHost.StartAsync();
        host.Publish(FullSnapshot.Of("acme"));
        host.Publish(FullSnapshot.Of("globex"));

        Assert.Equal(["globex"], ParsedExposition.Parse(await host.TextAsync())["openai_cost_usd"].Select(sample => sample["organization"]).Distinct());
    }

    private static async Task<byte[]> BytesAsync(HttpResponseMessage response) =>
        await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public bool IsCut { get; private set; }

        public void Abort() => IsCut = true;
    }

    private sealed class NobodyReads : MemoryStream
    {
        private readonly TaskCompletionSource _begun = new();

        public Task Begun => _begun.Task;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
    }
}
