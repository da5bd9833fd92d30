using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OpenAiSpend.Accounting;
using OpenAiSpend.Domain;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Telemetry;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Telemetry;

public sealed class SelfTelemetryTests : IDisposable
{
    private static readonly DateTimeOffset Noon = Some.Day.Start.AddHours(12);

    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddExposition(new ExpositionOptions { Organizations = 100 }).AddOwnMetrics(otlp: null).BuildServiceProvider();
    private readonly ExpositionStore _store;
    private readonly SelfTelemetry _telemetry;

    public SelfTelemetryTests()
    {
        _store = _services.GetRequiredService<ExpositionStore>();
        _telemetry = _services.GetRequiredService<SelfTelemetry>();
        _services.GetRequiredService<OwnMetrics>();
    }

    /// <summary>Every family of the exporter's own, by hand from the contract: name, type, labels.</summary>
    public static TheoryData<string, string, string> Families => new()
    {
        { "openai_exporter_build_info", "gauge", "version revision dotnet_version" },
        { "openai_exporter_up", "gauge", "organization surface" },
        { "openai_exporter_last_success_timestamp_seconds", "gauge", "organization surface" },
        { "openai_exporter_last_attempt_timestamp_seconds", "gauge", "organization surface" },
        { "openai_exporter_data_through_timestamp_seconds", "gauge", "organization surface" },
        { "openai_exporter_polls_total", "counter", "organization surface outcome" },
        { "openai_exporter_poll_duration_seconds", "gauge", "organization surface" },
        { "openai_exporter_api_requests_total", "counter", "organization surface code" },
        { "openai_exporter_api_retries_total", "counter", "organization surface reason" },
        { "openai_exporter_rows_rejected_total", "counter", "organization surface reason" },
        { "openai_exporter_missing_days", "gauge", "organization surface" },
        { "openai_exporter_unknown_fields", "gauge", "organization surface" },
        { "openai_exporter_clock_skew_seconds", "gauge", "organization" },
        { "openai_exporter_series", "gauge", "organization surface" },
        { "openai_exporter_folded_label_sets", "gauge", "organization surface" },
        { "openai_exporter_exposition_bytes", "gauge", "encoding" },
        { "openai_exporter_config_hash", "gauge", "" },
        { "openai_exporter_config_last_reload_successful", "gauge", "" },
        { "openai_exporter_config_last_reload_success_timestamp_seconds", "gauge", "" },
        { "openai_exporter_state_saved_timestamp_seconds", "gauge", "" },
        { "process_cpu_seconds_total", "counter", "" },
        { "process_resident_memory_bytes", "gauge", "" },
        { "process_virtual_memory_bytes", "gauge", "" },
        { "process_start_time_seconds", "gauge", "" },
        { "process_open_fds", "gauge", "" },
        { "process_max_fds", "gauge", "" },
        { "process_threads", "gauge", "" },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Render_EverythingHappened_HasFamilyWithTypeAndLabels(string name, string type, string labels)
    {
        Publish(FullSnapshot.Of("acme"));
        _telemetry.SetConfiguration("a: 1"u8);
        _telemetry.ObserveReload(static () => (true, DateTimeOffset.UnixEpoch));

        var family = (await ScrapeAsync()).Find(name);

        Assert.NotNull(family);
        Assert.Equal(type, family.Type);
        // OpenTelemetry sorts labels by name.
        var sorted = labels.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
        Assert.All(family.Samples, sample => Assert.Equal(sorted, sample.Labels.Select(label => label.Name)));
        Assert.Equal(MetricCatalogue.All.Single(known => known.Name == name).Help, family.Help);
    }

    [Fact]
    public async Task Render_RestoredAndNotPolledYet_HasTheTrueAgeAndNothingOfAPoll()
    {
        Publish(Costs with { LastSuccess = Noon, DataThrough = Noon.AddHours(12) });

        var page = await ScrapeAsync();
        Assert.Equal(Noon.ToUnixTimeSeconds(), Only(page, "openai_exporter_last_success_timestamp_seconds"));
        Assert.Equal(Noon.AddHours(12).ToUnixTimeSeconds(), Only(page, "openai_exporter_data_through_timestamp_seconds"));
        Assert.Null(page.Find("openai_exporter_up"));
        Assert.Null(page.Find("openai_exporter_last_attempt_timestamp_seconds"));
        Assert.All(page["openai_exporter_polls_total"], polls => Assert.Equal(0, polls.Value));
    }

    [Fact]
    public async Task Render_EverythingHappened_HasNoOtherFamilyOfItsOwn()
    {
        var own = Families.Select(row => row.Data.Item1).ToHashSet();
        Assert.All(
            (await ScrapeAsync()).Families.Where(family => family.Name.StartsWith("openai_", StringComparison.Ordinal) || family.Name.StartsWith("process_", StringComparison.Ordinal)),
            family => Assert.Contains(family.Name, own));
    }

    [Fact]
    public async Task Publish_BeforeAnyPoll_CountsEveryOutcomeAsZeroAndShowsNothingElse()
    {
        Publish(Costs);

        var page = await ScrapeAsync();

        Assert.Equal(
            ["ok", "unauthorized", "forbidden", "rate_limited", "bad_request", "server_error", "timeout", "network", "malformed"],
            page["openai_exporter_polls_total"].Select(sample => sample["outcome"]));
        Assert.All(page["openai_exporter_polls_total"], sample => Assert.Equal(0, sample.Value));
        Assert.All(page["openai_exporter_api_requests_total"], sample => Assert.Equal(("200", 0m), (sample["code"], sample.Value)));
        Assert.All(page["openai_exporter_api_retries_total"], sample => Assert.Equal(0, sample.Value));
        Assert.Equal(RejectionReasons.All, page["openai_exporter_rows_rejected_total"].Select(sample => sample["reason"]!));
        Assert.All(page["openai_exporter_rows_rejected_total"], sample => Assert.Equal(0, sample.Value));
        Assert.Equal(
            [
                "openai_exporter_api_requests_total", "openai_exporter_api_retries_total", "openai_exporter_build_info",
                "openai_exporter_exposition_bytes", "openai_exporter_missing_days", "openai_exporter_polls_total", "openai_exporter_rows_rejected_total", "openai_exporter_unknown_fields",
            ],
            page.Families.Select(family => family.Name).Where(name => name.StartsWith("openai_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Publish_FailureAfterSuccess_ShowsBoth()
    {
        Publish(Costs with
        {
            Outcome = PollOutcome.RateLimited,
            LastSuccess = Noon,
            LastAttempt = Noon.AddMinutes(5),
            DataThrough = Some.Day.Next.Start,
            Duration = TimeSpan.FromMilliseconds(60_500),
            Polls = Costs.Polls.SetItem(PollOutcome.Ok, 1).SetItem(PollOutcome.RateLimited, 1),
        });

        var page = await ScrapeAsync();

        Assert.Equal(0, Only(page, "openai_exporter_up"));
        Assert.Equal(Noon.ToUnixTimeSeconds(), Only(page, "openai_exporter_last_success_timestamp_seconds"));
        Assert.Equal(Noon.AddMinutes(5).ToUnixTimeSeconds(), Only(page, "openai_exporter_last_attempt_timestamp_seconds"));
        Assert.Equal(Some.Day.Next.StartUnixSeconds, Only(page, "openai_exporter_data_through_timestamp_seconds"));
        Assert.Equal(60.5m, Only(page, "openai_exporter_poll_duration_seconds"));
        Assert.Equal(
            [("ok", 1m), ("rate_limited", 1m)],
            page["openai_exporter_polls_total"].Where(sample => sample.Value > 0).Select(sample => (sample["outcome"]!, sample.Value)));
    }

    [Fact]
    public async Task Render_WhilePollsEnd_ShowsEachInEveryFamilyOrInNone()
    {
        using var enough = new CancellationTokenSource();
        var polling = Task.Run(
            () =>
            {
                for (var poll = 1; !enough.IsCancellationRequested; poll++)
                {
                    Publish(Costs with
                    {
                        Outcome = PollOutcome.Ok,
                        LastSuccess = DateTimeOffset.FromUnixTimeSeconds(poll),
                        Polls = Costs.Polls.SetItem(PollOutcome.Ok, poll),
                        RejectedRows = Costs.RejectedRows.SetItem(RejectionReasons.InvalidRow, 2 * poll),
                    });
                }
            },
            TestContext.Current.CancellationToken);

        List<ParsedExposition> pages = [];
        while (pages.Count < 200)
        {
            pages.Add(await ScrapeAsync());
        }

        await enough.CancelAsync();
        await polling;

        Assert.All(pages, page =>
        {
            var polls = page["openai_exporter_polls_total"].SingleOrDefault(sample => sample["outcome"] == "ok")?.Value ?? 0;
            Assert.Equal(polls, page["openai_exporter_last_success_timestamp_seconds"].SingleOrDefault()?.Value ?? 0);
            Assert.Equal(2 * polls, page["openai_exporter_rows_rejected_total"].Sum(sample => sample.Value));
            Assert.Equal(polls > 0, page.Find("openai_exporter_up") is not null);
        });
    }

    [Fact]
    public async Task Publish_HealthAlone_KeepsTheSpendAsItWasRendered()
    {
        var snapshot = FullSnapshot.Of("acme");
        var first = Rendered.Report(snapshot);
        _store.Publish(first);
        var before = _store.Current!;

        _store.Publish(SpendReport.Of(snapshot with { Health = [Costs with { Outcome = PollOutcome.Timeout }] }, first.Options, first));

        Assert.Same(before.Spend, _store.Current!.Spend);
        Assert.Equal(0, Only(await ScrapeAsync(), "openai_exporter_up"));
    }

    [Fact]
    public async Task MissingDays_FinishedDaysWithoutABucket_AreCountedAndThoseBeforeTheFirstOneAreNot()
    {
        var window = DayWindow.Trailing(Some.Day, 10);
        var costs = Some.Known(Surface.Costs, window) with
        {
            Buckets = [Some.Costs(Some.Day.AddDays(-6)), Some.Costs(Some.Day.AddDays(-5)), Some.Costs(Some.Day.AddDays(-2))],
            HistoryStart = Some.Day.AddDays(-6),
        };

        Publish(Some.Snapshot(Some.Day, costs) with { Health = [Costs] });

        Assert.Equal(3, Only(await ScrapeAsync(), "openai_exporter_missing_days"));
    }

    [Fact]
    public async Task ClockSkew_SeveralSurfaces_IsThatOfTheLastRead()
    {
        Publish(Some.Snapshot(Some.Day) with
        {
            Health =
            [
                Costs with { LastSuccess = Noon, ClockSkew = TimeSpan.FromSeconds(90_000) },
                new SurfaceHealth("acme", Surface.Completions) { LastSuccess = Noon.AddMinutes(1), ClockSkew = TimeSpan.FromSeconds(-2) },
                new SurfaceHealth("acme", Surface.Users) { LastSuccess = Noon.AddMinutes(2) },
            ],
        });

        Assert.Equal(-2, Only(await ScrapeAsync(), "openai_exporter_clock_skew_seconds"));
    }

    [Fact]
    public async Task Requests_CodesAndReasons_AreCounted()
    {
        _telemetry.RequestEnded("acme", Surface.Completions, 200);
        _telemetry.RequestEnded("acme", Surface.Completions, 200);
        _telemetry.RequestEnded("acme", Surface.Completions, 429);
        _telemetry.RequestEnded("acme", Surface.Completions, null);
        _telemetry.RequestRetried("acme", Surface.Completions, PollOutcome.RateLimited);

        var page = await ScrapeAsync();

        Assert.Equal([("200", 2m), ("429", 1m), ("0", 1m)], page["openai_exporter_api_requests_total"].Select(s => (s["code"]!, s.Value)));
        Assert.Equal([("rate_limited", 1m)], page["openai_exporter_api_retries_total"].Select(s => (s["reason"]!, s.Value)));
    }

    [Fact]
    public async Task Polls_HundredOrganizations_AreNotFolded()
    {
        var organizations = Enumerable.Range(0, 100).Select(i => $"organization {i}").ToList();
        Publish(new SpendSnapshot(Some.Day, [.. organizations.Select(static name => new OrganizationSnapshot(name, []))])
        {
            Health = [.. organizations.SelectMany(static name => Surface.Buckets.Select(surface => new SurfaceHealth(name, surface)))],
        });

        var polls = (await ScrapeAsync())["openai_exporter_polls_total"];

        Assert.Equal(100 * Surface.Buckets.Length * 9, polls.Length);
        Assert.All(polls, sample => Assert.NotNull(sample["organization"]));
    }

    [Fact]
    public async Task Publish_Exposition_ShowsSizesAndSeries()
    {
        Assert.Empty((await ScrapeAsync())["openai_exporter_exposition_bytes"]);

        Publish(FullSnapshot.Of("acme"));

        var page = await ScrapeAsync();
        Assert.Equal(["identity", "gzip"], page["openai_exporter_exposition_bytes"].Select(sample => sample["encoding"]));
        Assert.Equal(_store.Current!.Spend.Plain.Length + _store.Current.Health.Plain.Length, page["openai_exporter_exposition_bytes"][0].Value);
        Assert.Equal(20, page["openai_exporter_series"].Length);
        Assert.All(page["openai_exporter_folded_label_sets"], sample => Assert.Equal(0, sample.Value));
    }

    [Fact]
    public void Publish_SurfaceOverTheBound_SaysHowManyLabelSetsWereFolded()
    {
        var rows = Enumerable.Range(0, 5).Select(i => Some.Row.Of(("api_key_id", $"key_{i}")).With("input_tokens", i));
        var snapshot = Some.Snapshot(
            Some.Day, Some.Known(Surface.Embeddings, Some.Day, Some.Bucket(Surface.Embeddings, Some.Day, [.. rows])), Some.Known(Surface.Costs, Some.Day));

        var health = Rendered.Of(snapshot, new ExpositionOptions { MaxLabelSets = 3 }).Health;

        Assert.Equal(
            [("embeddings", 3m), ("costs", 0m)],
            ParsedExposition.Parse(health.Plain.Bytes())["openai_exporter_folded_label_sets"].Select(s => (s["surface"]!, s.Value)));
    }

    [Fact]
    public async Task SetConfiguration_Bytes_GivesANumberThatDoublesHoldExactly()
    {
        Assert.Empty((await ScrapeAsync())["openai_exporter_config_hash"]);
        _telemetry.SetConfiguration("a: 1"u8);
        var first = Only(await ScrapeAsync(), "openai_exporter_config_hash");
        _telemetry.SetConfiguration("a: 2"u8);
        var second = Only(await ScrapeAsync(), "openai_exporter_config_hash");

        Assert.NotEqual(first, second);
        Assert.InRange(first, 0, 1L << 48);
    }

    [Fact]
    public async Task ObserveReload_AFileThatCannotBeUsed_IsZeroWithTheTimeOfTheOneBefore()
    {
        var state = (IsGood: true, GoodAt: DateTimeOffset.UnixEpoch.AddSeconds(1.5));
        _telemetry.ObserveReload(() => state);
        Assert.Equal((1m, 1.5m), (Only(await ScrapeAsync(), "openai_exporter_config_last_reload_successful"), Only(await ScrapeAsync(), "openai_exporter_config_last_reload_success_timestamp_seconds")));
        state.IsGood = false;
        Assert.Equal((0m, 1.5m), (Only(await ScrapeAsync(), "openai_exporter_config_last_reload_successful"), Only(await ScrapeAsync(), "openai_exporter_config_last_reload_success_timestamp_seconds")));
    }

    [Fact]
    public async Task OpenMetrics_Counters_AreDeclaredWithoutSuffix()
    {
        Publish(Costs);
        var (_, written) = await _services.GetRequiredService<OwnMetrics>().WriteAsync(ScrapeNegotiation.OpenMetrics, TestContext.Current.CancellationToken);
        var text = written.Text();

        Assert.Contains("# TYPE openai_exporter_polls counter\n", text);
        Assert.Contains("\nopenai_exporter_polls_total{", text);
        Assert.EndsWith("# EOF\n", text);
    }

    [Fact]
    public async Task Http_RequestWithAQuery_ShowsNothingOfItAndOnlyDocumentedFamilies()
    {
        await using var host = await ExporterHost.StartAsync();
        await host.TextAsync();
        using var response = await host.Client.GetAsync(new Uri("/metrics?secret=sk-zebra", UriKind.Relative), TestContext.Current.CancellationToken);

        var text = await host.TextAsync();
        var page = ParsedExposition.Parse(text);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("zebra", text);
        Assert.DoesNotContain("secret", text);
        Assert.NotEmpty(page["http_client_request_duration_seconds"]);
        Assert.NotEmpty(page["http_server_request_duration_seconds"]);
        Assert.NotEmpty(page["dotnet_gc_collections_total"]);
        Assert.NotEmpty(page["kestrel_active_connections"]);
        var documented = RuntimeFamilies.Dotnet.Concat(RuntimeFamilies.Http).Concat(MetricCatalogue.All).ToDictionary(family => family.Name);
        Assert.All(page.Families, family =>
        {
            Assert.Equal(documented[family.Name].Type.ToString(), family.Type, ignoreCase: true);
            Assert.All(
                family.Samples.SelectMany(sample => sample.Labels).Select(label => label.Name).Distinct(),
                label => Assert.Contains(label, documented[family.Name].Labels.Add("le")));
        });
    }

    [Fact]
    public async Task BuildIdentity_InformationalVersion_IsTakenApart()
    {
        Assert.Equal(new BuildIdentity("0.1.0", "abc"), BuildIdentity.Parse("0.1.0+abc"));
        Assert.Equal(new BuildIdentity("0.1.0", "unknown"), BuildIdentity.Parse("0.1.0"));
    }

    public void Dispose() => _services.Dispose();

    private static readonly SurfaceHealth Costs = new("acme", Surface.Costs);

    private static decimal Only(ParsedExposition page, string family) => Assert.Single(page[family]).Value;

    private void Publish(SurfaceHealth health) => Publish(new SpendSnapshot(Some.Day, [new OrganizationSnapshot("acme", [])]) { Health = [health] });

    private void Publish(SpendSnapshot snapshot)
    {
        var report = Rendered.Report(snapshot);
        _store.Publish(report);
        _telemetry.Publish(report);
    }

    private async Task<ParsedExposition> ScrapeAsync()
    {
        var (exposition, text) = await _services.GetRequiredService<OwnMetrics>().WriteAsync(ScrapeNegotiation.Text, TestContext.Current.CancellationToken);
        return ParsedExposition.Parse((byte[])[.. exposition?.Health.Plain.Bytes() ?? [], .. text.Bytes()]);
    }
}
