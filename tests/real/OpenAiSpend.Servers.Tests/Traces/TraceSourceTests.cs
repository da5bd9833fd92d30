using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Servers.Tests.Otlp;
using OpenAiSpend.TestKit;
using OpenAiSpend.Traces;

namespace OpenAiSpend.Servers.Tests.Traces;

/// <summary>What the source reads off real servers, against the calls that were counted: processes that begin, end and restart, gaps, both generations of counters, other providers.</summary>
public sealed class TraceSourceTests(VictoriaMetrics victoria) : IClassFixture<VictoriaMetrics>
{
    private const string Input = "gen_ai_client_inference_usage_input_tokens_total";
    private const string Cached = "gen_ai_client_inference_usage_cache_read_input_tokens_total";
    private const string Output = "gen_ai_client_inference_usage_output_tokens_total";
    private const string Old = "gen_ai_client_token_usage_sum";
    private const string OpenAi = "gen_ai_provider_name=\"openai\"";
    private const string Model = "gpt-5-2025-08-07";
    private const string OldModel = "gpt-4o-mini-2024-07-18";

    // VictoriaMetrics keeps a month, so the days are recent ones.
    private static readonly UtcDay Today = UtcDay.Of(TimeProvider.System.GetUtcNow()).AddDays(-1);
    private static readonly DateTimeOffset Now = Today.Start.AddHours(12);

    [Fact]
    public async Task Days_ReadFromTheRealPrometheus_AreWhatWasCounted()
    {
        using var folder = new TemporaryFolder();
        var calls = SomeCalls();
        await using (var promtool = RunningProgram.Start(
            "promtool",
            ["tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=1458h", folder.Write("calls.om", calls.Text(unit: 1) + "# EOF\n"), folder.File("data")]))
        {
            Assert.True(await promtool.ExitCodeAsync() == 0, promtool.Output);
        }

        await using var prometheus = await PrometheusServer.StartAsync("global: { scrape_interval: 1h }\n", folder.File("data"));
        await AssertReadAsync(prometheus.Url, calls);
    }

    [Fact]
    public async Task Days_ReadFromTheRealVictoriaMetrics_AreWhatWasCounted()
    {
        var url = new Uri(victoria.OrSkip().OtlpEndpoint, "/");
        var calls = SomeCalls();
        using var http = new HttpClient { BaseAddress = url };
        using var import = await http.PostAsync(new Uri("/api/v1/import/prometheus", UriKind.Relative), new StringContent(calls.Text(unit: 1000)), TestContext.Current.CancellationToken);
        import.EnsureSuccessStatusCode();
        using var flushed = await http.GetAsync(new Uri("/internal/force_flush", UriKind.Relative), TestContext.Current.CancellationToken);
        flushed.EnsureSuccessStatusCode();
        await AssertReadAsync(url, calls);
    }

    [Theory]
    [InlineData("tenant", null, "tenant: check traces.customer_label")]
    [InlineData("job", "openai_project", "openai_project: check traces.project_label")]
    public async Task Label_ThatNoCounterHas_IsNamedInTheFailure(string customerLabel, string? projectLabel, string said)
    {
        using var folder = new TemporaryFolder();
        var calls = new CountedCalls();
        calls.Add(("app", "a"), [(Input, OpenAi, 10, "uncached", 0)], null, Model, (Today.Start, Now), 1);
        await using (var promtool = RunningProgram.Start("promtool", ["tsdb", "create-blocks-from", "openmetrics", folder.Write("calls.om", calls.Text(unit: 1) + "# EOF\n"), folder.File("data")]))
        {
            Assert.True(await promtool.ExitCodeAsync() == 0, promtool.Output);
        }

        await using var prometheus = await PrometheusServer.StartAsync("global: { scrape_interval: 1h }\n", folder.File("data"));
        using var source = Source(prometheus.Url, customerLabel, projectLabel);
        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => source.ReadAsync(DayWindow.Trailing(Today, 2), TestContext.Current.CancellationToken));
        Assert.Equal(PollOutcome.BadRequest, failure.Outcome);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_WithoutAnyCounterOfTokens_FailsAndSaysWhichIsMissing()
    {
        await using var prometheus = await PrometheusServer.StartAsync("global: { scrape_interval: 1h }\n");
        using var source = Source(prometheus.Url);
        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => source.ReadAsync(DayWindow.Trailing(Today, 2), TestContext.Current.CancellationToken));
        Assert.Equal(PollOutcome.BadRequest, failure.Outcome);
        Assert.Contains(Input, failure.Message, StringComparison.Ordinal);
    }

    private static PrometheusTraceSource Source(Uri url, string customerLabel = "customer_id", string? projectLabel = null) =>
        new(new TraceOptions { PrometheusUrl = url, CustomerLabel = customerLabel, ProjectLabel = projectLabel }, observer: null, new TestClock(Now));

    private static async Task AssertReadAsync(Uri url, CountedCalls calls)
    {
        using var source = Source(url);
        var reading = await source.ReadAsync(DayWindow.Trailing(Today, 3), TestContext.Current.CancellationToken);
        Assert.Equal(3, reading.Buckets.Length);
        Assert.Empty(reading.RejectedRows);
        var read = new Dictionary<(UtcDay Day, string? Customer, string Model, string Kind), decimal>();
        string[] kinds = ["unsplit", "uncached", "cached", "write", "output"];
        foreach (var bucket in reading.Buckets)
        {
            for (var row = 0; row < bucket.Count; row++)
            {
                for (var measure = 0; measure < kinds.Length; measure++)
                {
                    var dimensions = bucket.Dimensions(row);
                    if (bucket.Value(row, measure) is { } tokens and > 0m)
                    {
                        read[(bucket.Day, dimensions[Surface.Traces.IndexOf(Dimension.Customer)], dimensions[Surface.Traces.IndexOf(Dimension.Model)]!, kinds[measure])] = tokens;
                    }
                }
            }
        }

        var truth = calls.Truth.Where(row => row.Key.Day >= Today.AddDays(-2)).ToDictionary();
        Assert.Equal(truth.Keys.Order(), read.Keys.Order());
        Assert.All(truth, row =>
        {
            // Only of a counter that was reset within the day does Prometheus guess at the edges.
            var tolerance = row.Key.Customer == "restarted" ? row.Value / 100m : 0m;
            Assert.True(Math.Abs(row.Value - read[row.Key]) <= tolerance, $"{row.Key}: {row.Value} were counted, {read[row.Key]} were read");
        });
    }

    private static CountedCalls SomeCalls()
    {
        var calls = new CountedCalls();
        DateTimeOffset At(int day, double hour) => Today.AddDays(day).Start.AddHours(hour).AddSeconds(30);
        // The counter of input is of all of it; the truth is told apart.
        void Add(string instance, int uncached, int cached, int output, string? customer, DateTimeOffset from, DateTimeOffset to, int minutes, Func<DateTimeOffset, bool>? isScraped = null) => calls.Add(
            ("app", instance),
            [(Input, OpenAi, uncached, "uncached", cached), (Cached, OpenAi, cached, "cached", 0), (Output, OpenAi, output, "output", 0)],
            customer, Model, (from, to), minutes, isScraped);

        Add("a", 1000, 300, 200, "steady", At(-4, 1), Now, 1);
        Add("a", 700, 100, 90, "rare", At(-1, 10), Now, 100_000);
        Add("b", 900, 200, 80, "restarted", At(-3, 3), At(-1, 15), 7);
        Add("b", 900, 200, 80, "restarted", At(-1, 15.2), Now, 7);
        Add("c", 600, 100, 70, "new pod", At(0, 9), Now, 3);
        Add("d", 500, 50, 60, "gap", At(-3, 2), Now, 5, static at => at.Hour is < 3 or > 6);
        Add("e", 400, 40, 50, null, At(-2, 2), Now, 11);
        Add("f", 400, 40, 50, "ended", At(-2, 2), At(-2, 20), 11);
        calls.Add(("old", "a"), [(Old, "gen_ai_system=\"openai\",gen_ai_token_type=\"input\"", 800, "unsplit", 0), (Old, "gen_ai_system=\"openai\",gen_ai_token_type=\"output\"", 100, "output", 0)], "old", OldModel, (At(-3, 1), Now), 4);
        calls.Add(("app", "a"), [(Old, $"{OpenAi},gen_ai_token_type=\"input\"", 800, null, 0), (Old, $"{OpenAi},gen_ai_token_type=\"output\"", 100, null, 0)], "steady", Model, (At(-3, 1), Now), 4);
        calls.Add(("azure", "a"), [(Input, "gen_ai_provider_name=\"azure.ai.openai\"", 800, "uncached", 0)], "azure", Model, (At(-3, 1), Now), 4, counts: false);
        calls.Add(("nobody", "a"), [(Input, "x=\"y\"", 800, "uncached", 0)], "nobody", Model, (At(-3, 1), Now), 4, counts: false);
        return calls;
    }
}
