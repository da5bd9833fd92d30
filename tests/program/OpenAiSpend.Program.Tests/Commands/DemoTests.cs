using System.Net;
using System.Net.Http.Headers;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Commands;

public sealed class DemoTests(DemoExporter demo) : IClassFixture<DemoExporter>
{
    private static readonly string[] Essential =
        ["input_tokens", "input_cached_tokens", "input_cache_write_tokens", "output_tokens", "num_model_requests"];

    [Fact]
    public void Page_OfTheDemo_ShowsAllTwelveSurfaces()
    {
        Assert.Equal(12, UsageMetric.Surfaces.Count);
        Assert.All(UsageMetric.Surfaces, surface =>
        {
            Assert.Equal(1, demo.Page.Value("openai_exporter_up", ("organization", "demo"), ("surface", surface)));
            Assert.Equal(1, demo.Page.Value("openai_exporter_polls_total", ("surface", surface), ("outcome", "ok")));
            Assert.InRange(demo.Page.Value("openai_exporter_series", ("surface", surface)) ?? 0, 1, 100_000);
        });
        Assert.All(UsageMetric.All, metric =>
        {
            var isShown = metric.Surface is not ("completions" or "decisions") || Essential.Contains(metric.Measure);
            Assert.Equal((isShown, isShown), (demo.Page[metric.Today].Length > 0, demo.Page[metric.Daily].Length > 0));
        });
    }

    [Fact]
    public void Page_OfTheDemo_CostsNoMoreSeriesThanOnePaysFor() =>
        Assert.InRange(demo.Page.Samples.Count(sample => !sample.Name.StartsWith("openai_customer_", StringComparison.Ordinal) && !sample.Name.StartsWith("openai_trace_", StringComparison.Ordinal)), 5_000, 16_000);

    [Fact]
    public async Task Page_OfTheDemoWithEveryMeasure_ShowsAllOfThem()
    {
        using var folder = new TemporaryFolder();
        await using var exporter = await ExporterProgram.StartAsync(flags: ["--demo", "--config.file", folder.Write("all.yml", "metrics: { usage_measures: all }")]);
        var page = await exporter.PageWhenReadAsync(withNames: true);

        // What is zero everywhere, such as the audio of decisions, has no series.
        Assert.All(UsageMetric.All.Where(static metric => metric.Surface != "decisions" || !metric.IsOptional), metric =>
        {
            Assert.NotEmpty(page[metric.Today]);
            Assert.NotEmpty(page[metric.Daily]);
        });
    }

    [Fact]
    public void Costs_OfTheDemo_ArePlausible()
    {
        var daily = demo.Page["openai_cost_daily_usd"];
        var days = daily.GroupBy(sample => sample["date"]!).OrderBy(day => day.Key, StringComparer.Ordinal).ToArray();
        Assert.InRange(days.Length, 34, 35);
        Assert.All(days.SkipLast(1), day => Assert.InRange(day.Sum(sample => sample.Value), 50, 20_000));
        Assert.InRange(daily.Select(sample => sample["project_id"]).Distinct().Count(), 6, 12);
        Assert.InRange(daily.Select(sample => sample["model"]).Distinct().Count(), 8, 40);

        var month = days[^1].Key[..7];
        Assert.Equal(
            days.Where(day => day.Key[..7] == month).Sum(day => day.Sum(sample => sample.Value)),
            demo.Page["openai_cost_month_to_date_usd"].Sum(sample => sample.Value));
        Assert.InRange(demo.Page["openai_cost_previous_month_usd"].Sum(sample => sample.Value), 1_000, 200_000);
    }

    [Fact]
    public async Task Page_AskedForAsPrometheusDoes_IsCompressedOpenMetricsWithTheSameSpend()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var unpacking = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip }) { BaseAddress = demo.Exporter.Http.BaseAddress };
        using var response = await unpacking.SendAsync(request, TestContext.Current.CancellationToken);
        var page = ParsedExposition.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/openmetrics-text", response.Content.Headers.ContentType?.MediaType);
        Assert.True(page.HasEnd);
        Assert.Equal(
            demo.Page["openai_cost_daily_usd"].Select(sample => sample.Series), page["openai_cost_daily_usd"].Select(sample => sample.Series));
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/api/v1/spend", "application/json")]
    [InlineData("/metrics", "text/plain")]
    [InlineData("/-/healthy", "text/plain")]
    [InlineData("/-/ready", "text/plain")]
    public async Task Endpoint_AskedByGetAndHeadAndPost_AnswersTheFirstTwoAlike(string path, string type)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var get = await demo.Exporter.Http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        using var head = await demo.Exporter.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), cancellationToken);
        using var post = await demo.Exporter.Http.PostAsync(new Uri(path, UriKind.Relative), content: null, cancellationToken);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (get.StatusCode, head.StatusCode));
        Assert.Equal((type, type), (get.Content.Headers.ContentType?.MediaType, head.Content.Headers.ContentType?.MediaType));
        Assert.NotEmpty(await get.Content.ReadAsByteArrayAsync(cancellationToken));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(cancellationToken));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Fact]
    public async Task LandingPage_Always_NamesTheProgramAndLinksTheOthers()
    {
        var (_, text) = await demo.Exporter.GetAsync("/");
        string[] parts = ["OpenAI Spend Exporter", ", version ", "href=\"metrics\"", "href=\"-/healthy\"", "href=\"-/ready\""];
        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/metrics/more")]
    [InlineData("/appsettings.json")]
    public async Task UnknownPath_Always_IsNotFound(string path)
    {
        var (status, _) = await demo.Exporter.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task Environment_ThatSwitchesTheDemoOn_IsTheSameAsTheFlag()
    {
        await using var exporter = await ExporterProgram.StartAsync(environment: new Dictionary<string, string> { ["OPENAI_SPEND_DEMO"] = "true" });
        await Eventually.True(
            async () => await exporter.GetAsync("/-/ready") == (HttpStatusCode.OK, "OpenAI Spend Exporter is ready.\n"), "The demo does not get ready.");
        var page = await exporter.PageAsync();
        Assert.Equal(["demo"], page["openai_exporter_polls_total"].Select(sample => sample["organization"]).Distinct());
    }
}
