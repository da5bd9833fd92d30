using System.Collections.Immutable;
using System.Net;
using OpenAiSpend.Domain;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Rendering;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Telemetry;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Telemetry;

public sealed class SelfTelemetryTests : IDisposable
{
    private static readonly DateTimeOffset Noon = Some.Day.Start.AddHours(12);

    private readonly MetricsPage _page = new(new SnapshotRenderer(new ExpositionOptions()));
    private readonly SelfTelemetry _telemetry;

    public SelfTelemetryTests() => _telemetry = new SelfTelemetry(_page, organizations: 100);

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
        { "openai_exporter_series", "gauge", "organization surface" },
        { "openai_exporter_folded_label_sets", "gauge", "organization surface" },
        { "openai_exporter_exposition_bytes", "gauge", "encoding" },
        { "openai_exporter_config_hash", "gauge", "" },
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
    public void Render_EverythingHappened_HasFamilyWithTypeAndLabels(string name, string type, string labels)
    {
        _page.Publish(FullSnapshot.Of("acme"));
        _telemetry.Watching("acme", Surface.Costs);
        _telemetry.PollEnded(Report(PollOutcome.Ok, Noon));
        _telemetry.SetConfiguration("a: 1"u8);
        _telemetry.StateSaved(Noon);

        var family = Scrape().Find(name);

        Assert.NotNull(family);
        Assert.Equal(type, family.Type);
        // OpenTelemetry sorts labels by name.
        var sorted = labels.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
        Assert.All(family.Samples, sample => Assert.Equal(sorted, sample.Labels.Select(label => label.Name)));
        Assert.Equal(MetricCatalogue.All.Single(known => known.Name == name).Help, family.Help);
    }

    [Fact]
    public void Render_RestoredAndNotPolledYet_HasTheTrueAgeAndNothingOfAPoll()
    {
        _telemetry.Restored("acme", Surface.Costs, Noon, Noon.AddHours(12));
        _telemetry.Watching("acme", Surface.Costs);

        var page = Scrape();
        Assert.Equal(Noon.ToUnixTimeSeconds(), page.Value("openai_exporter_last_success_timestamp_seconds"));
        Assert.Equal(Noon.AddHours(12).ToUnixTimeSeconds(), page.Value("openai_exporter_data_through_timestamp_seconds"));
        Assert.Null(page.Find("openai_exporter_up"));
        Assert.Null(page.Find("openai_exporter_last_attempt_timestamp_seconds"));
        Assert.All(page["openai_exporter_polls_total"], polls => Assert.Equal(0, polls.Value));
    }

    [Fact]
    public void Render_EverythingHappened_HasNoOtherFamilyOfItsOwn()
    {
        var own = Families.Select(row => row.Data.Item1).ToHashSet();
        Assert.All(
            Scrape().Families.Where(family => family.Name.StartsWith("openai_", StringComparison.Ordinal) || family.Name.StartsWith("process_", StringComparison.Ordinal)),
            family => Assert.Contains(family.Name, own));
    }

    [Fact]
    public void Watching_BeforeAnyPoll_CountsEveryOutcomeAsZeroAndShowsNothingElse()
    {
        _telemetry.Watching("acme", Surface.Costs);

        var page = Scrape();

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
                "openai_exporter_polls_total", "openai_exporter_rows_rejected_total",
            ],
            page.Families.Select(family => family.Name).Where(name => name.StartsWith("openai_", StringComparison.Ordinal)));
    }

    [Fact]
    public void PollEnded_FailureAfterSuccess_KeepsWhatTheSuccessSaid()
    {
        _telemetry.PollStarted("acme", Surface.Costs, Noon.AddSeconds(-2));
        _telemetry.PollEnded(Report(PollOutcome.Ok, Noon) with { DataThrough = Some.Day.Next.Start });
        _telemetry.PollStarted("acme", Surface.Costs, Noon.AddMinutes(5));
        _telemetry.PollEnded(Report(PollOutcome.RateLimited, Noon.AddMinutes(6)) with { Duration = TimeSpan.FromMilliseconds(60_500) });

        var page = Scrape();

        Assert.Equal(0, Only(page, "openai_exporter_up"));
        Assert.Equal(Noon.ToUnixTimeSeconds(), Only(page, "openai_exporter_last_success_timestamp_seconds"));
        Assert.Equal(Noon.AddMinutes(5).ToUnixTimeSeconds(), Only(page, "openai_exporter_last_attempt_timestamp_seconds"));
        Assert.Equal(Some.Day.Next.StartUnixSeconds, Only(page, "openai_exporter_data_through_timestamp_seconds"));
        Assert.Equal(60.5m, Only(page, "openai_exporter_poll_duration_seconds"));
        Assert.Equal(
            [("ok", 1m), ("rate_limited", 1m)],
            page["openai_exporter_polls_total"].Select(sample => (sample["outcome"]!, sample.Value)));
    }

    [Fact]
    public async Task Render_WhilePollsEnd_ShowsEachInEveryFamilyOrInNone()
    {
        _telemetry.Watching("acme", Surface.Costs);
        using var enough = new CancellationTokenSource();
        var polling = Task.Run(
            () =>
            {
                for (var poll = 1; !enough.IsCancellationRequested; poll++)
                {
                    _telemetry.PollEnded(Report(PollOutcome.Ok, DateTimeOffset.FromUnixTimeSeconds(poll)));
                }
            },
            TestContext.Current.CancellationToken);

        var pages = Enumerable.Range(0, 200).Select(_ => Scrape()).ToList();
        await enough.CancelAsync();
        await polling;

        Assert.All(pages, page =>
        {
            var polls = page["openai_exporter_polls_total"].Single(sample => sample["outcome"] == "ok").Value;
            Assert.Equal(polls, page["openai_exporter_last_success_timestamp_seconds"].SingleOrDefault()?.Value ?? 0);
            Assert.Equal(2 * polls, page["openai_exporter_rows_rejected_total"].Sum(sample => sample.Value));
            Assert.Equal(polls > 0, page.Find("openai_exporter_up") is not null);
        });
    }

    [Fact]
    public void PollStarted_FirstPoll_ShowsTheAttemptAndNotUp()
    {
        _telemetry.PollStarted("acme", Surface.Costs, Noon);

        Assert.Equal(Noon.ToUnixTimeSeconds(), Only(Scrape(), "openai_exporter_last_attempt_timestamp_seconds"));
        Assert.Empty(Scrape()["openai_exporter_up"]);
        Assert.Empty(Scrape()["openai_exporter_last_success_timestamp_seconds"]);
    }

    [Fact]
    public void PollEnded_Success_IsUp()
    {
        _telemetry.PollEnded(Report(PollOutcome.Ok, Noon));
        Assert.Equal(1, Only(Scrape(), "openai_exporter_up"));
    }

    [Fact]
    public void Requests_CodesAndReasons_AreCounted()
    {
        _telemetry.RequestEnded("acme", Surface.Completions, 200);
        _telemetry.RequestEnded("acme", Surface.Completions, 200);
        _telemetry.RequestEnded("acme", Surface.Completions, 429);
        _telemetry.RequestEnded("acme", Surface.Completions, null);
        _telemetry.RequestRetried("acme", Surface.Completions, PollOutcome.RateLimited);

        var page = Scrape();

        Assert.Equal([("200", 2m), ("429", 1m), ("0", 1m)], page["openai_exporter_api_requests_total"].Select(s => (s["code"]!, s.Value)));
        Assert.Equal([("rate_limited", 1m)], page["openai_exporter_api_retries_total"].Select(s => (s["reason"]!, s.Value)));
    }

    [Fact]
    public void Polls_HundredOrganizations_AreNotFolded()
    {
        for (var i = 0; i < 100; i++)
        {
            Surface.Buckets.ToList().ForEach(surface => _telemetry.Watching($"organization {i}", surface));
        }

        var polls = Scrape()["openai_exporter_polls_total"];

        Assert.Equal(100 * 11 * 9, polls.Length);
        Assert.All(polls, sample => Assert.NotNull(sample["organization"]));
    }

    [Fact]
    public void Page_Published_ShowsSizesAndSeries()
    {
        Assert.Empty(Scrape()["openai_exporter_exposition_bytes"]);

        _page.Publish(FullSnapshot.Of("acme"));

        var page = Scrape();
        Assert.Equal(["identity", "gzip"], page["openai_exporter_exposition_bytes"].Select(sample => sample["encoding"]));
        Assert.Equal(_page.Current!.Plain.Length, page["openai_exporter_exposition_bytes"][0].Value);
        Assert.Equal(16, page["openai_exporter_series"].Length);
        Assert.All(page["openai_exporter_folded_label_sets"], sample => Assert.Equal(0, sample.Value));
    }

    [Fact]
    public void Page_SurfaceOverTheBound_SaysHowManyLabelSetsWereFolded()
    {
        var rows = Enumerable.Range(0, 5).Select(i => Some.Row.Of(("api_key_id", $"key_{i}")).With("input_tokens", i));
        var page = new MetricsPage(new SnapshotRenderer(new ExpositionOptions { MaxLabelSets = 3 }));
        using var telemetry = new SelfTelemetry(page, organizations: 1);

        page.Publish(Some.Snapshot(
            Some.Day, Some.Known(Surface.Embeddings, Some.Day, Some.Bucket(Surface.Embeddings, Some.Day, [.. rows])), Some.Known(Surface.Costs, Some.Day)));

        Assert.Equal(
            [("embeddings", 3m), ("costs", 0m)],
            ParsedExposition.Parse(telemetry.Render(ScrapeFormat.Text).Bytes())["openai_exporter_folded_label_sets"].Select(s => (s["surface"]!, s.Value)));
    }

    [Fact]
    public void SetConfiguration_Bytes_GivesANumberThatDoublesHoldExactly()
    {
        Assert.Empty(Scrape()["openai_exporter_config_hash"]);
        _telemetry.SetConfiguration("a: 1"u8);
        var first = Only(Scrape(), "openai_exporter_config_hash");
        _telemetry.SetConfiguration("a: 2"u8);
        var second = Only(Scrape(), "openai_exporter_config_hash");

        Assert.NotEqual(first, second);
        Assert.InRange(first, 0, 1L << 48);
    }

    [Fact]
    public void OpenMetrics_Counters_AreDeclaredWithoutSuffix()
    {
        _telemetry.Watching("acme", Surface.Costs);
        var text = _telemetry.Render(ScrapeFormat.OpenMetrics).Text();

        Assert.Contains("# TYPE openai_exporter_polls counter\nopenai_exporter_polls_total{", text);
        Assert.EndsWith("# EOF\n", text);
    }

    [Fact]
    public async Task Http_RequestWithAQuery_ShowsNothingOfItAndOnlyDocumentedFamilies()
    {
        await using var host = await ExporterHost.StartAsync();
        await host.TextAsync();
        using var response = await host.Client.GetAsync(new Uri("/metrics?secret=sk-1234", UriKind.Relative), TestContext.Current.CancellationToken);

        var text = await host.TextAsync();
        var page = ParsedExposition.Parse(text);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("1234", text);
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
    public void BuildIdentity_InformationalVersion_IsTakenApart()
    {
        Assert.Equal(new BuildIdentity("0.1.0", "abc"), BuildIdentity.Parse("0.1.0+abc"));
        Assert.Equal(new BuildIdentity("0.1.0", "unknown"), BuildIdentity.Parse("0.1.0"));
    }

    public void Dispose() => _telemetry.Dispose();

    internal static PollReport Report(PollOutcome outcome, DateTimeOffset endedAt) => new()
    {
        Organization = "acme",
        Surface = Surface.Costs,
        Outcome = outcome,
        EndedAt = endedAt,
        Duration = TimeSpan.FromSeconds(1),
        DataThrough = outcome == PollOutcome.Ok ? endedAt : null,
        RejectedRows = ImmutableSortedDictionary<string, int>.Empty.Add("negative", 2),
    };

    private static decimal Only(ParsedExposition page, string family) => Assert.Single(page[family]).Value;

    private ParsedExposition Scrape() => ParsedExposition.Parse(_telemetry.Render(ScrapeFormat.Text).Bytes());
}
