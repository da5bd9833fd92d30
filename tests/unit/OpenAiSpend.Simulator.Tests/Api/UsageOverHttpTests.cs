using System.Net;
using System.Text.Json;

namespace OpenAiSpend.Simulator.Tests;

public class UsageOverHttpTests
{
    public static TheoryData<string, string, string> Reports => new()
    {
        { "completions", "organization.usage.completions.result", "project_id user_id api_key_id model batch service_tier api_source" },
        { "embeddings", "organization.usage.embeddings.result", "project_id user_id api_key_id model" },
        { "moderations", "organization.usage.moderations.result", "project_id user_id api_key_id model" },
        { "images", "organization.usage.images.result", "project_id user_id api_key_id model size source" },
        { "audio_speeches", "organization.usage.audio_speeches.result", "project_id user_id api_key_id model" },
        { "audio_transcriptions", "organization.usage.audio_transcriptions.result", "project_id user_id api_key_id model" },
        { "vector_stores", "organization.usage.vector_stores.result", "project_id" },
        { "code_interpreter_sessions", "organization.usage.code_interpreter_sessions.result", "project_id" },
        { "file_search_calls", "organization.usage.file_searches.result", "project_id user_id api_key_id vector_store_id" },
        { "web_search_calls", "organization.usage.web_searches.result", "project_id user_id api_key_id model context_level api_source" },
        { "decisions", "organization.usage.decisions.result", "project_id user_id api_key_id model batch service_tier api_source" },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task Usage_GroupedByEverything_EqualsTheGroundTruthRowByRow(string surface, string objectName, string dimensions)
    {
        await using var sim = await Sim.StartAsync();
        var names = dimensions.Split(' ');
        var from = sim.Today.AddDays(-10);
        var truth = sim.Server.GroundTruth.UsageAsOf(sim.Clock.Now, surface, from, sim.Today);

        var grouping = string.Concat(names.Select(name => $"&group_by[]={name}"));
        var buckets = await sim.ReadBucketsAsync($"usage/{surface}?start_time={Sim.Unix(from)}&limit=4{grouping}");
        var served = buckets.SelectMany(bucket => bucket.Rows(), (bucket, row) => (Day: bucket.Day(), Row: row))
            .ToLookup(pair => KeyOf(pair.Day, names, name => Shown(pair.Row.GetProperty(name))));

        Assert.NotEmpty(truth);
        Assert.Equal(11, buckets.Count);
        Assert.Equal(truth.Count, served.Count);
        Assert.All(served.SelectMany(rows => rows), pair => Assert.Equal(objectName, pair.Row.Text("object")));
        Assert.All(truth, row =>
        {
            var rows = served[KeyOf(row.Date, names, name => row.Dimensions[name])].ToList();
            Assert.All(row.Measures, measure => Assert.Equal(measure.Value, rows.Sum(pair => pair.Row.Measure(measure.Key))));
        });
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task Usage_NotGrouped_HasNullsAndTheSameTotals(string surface, string objectName, string dimensions)
    {
        await using var sim = await Sim.StartAsync();
        var from = sim.Today.AddDays(-3);
        var truth = sim.Server.GroundTruth.UsageAsOf(sim.Clock.Now, surface, from, sim.Today);

        var rows = (await sim.ReadBucketsAsync($"usage/{surface}?start_time={Sim.Unix(from)}")).SelectMany(Json.Rows).ToList();

        Assert.All(truth[0].Measures.Keys, name => Assert.Equal(truth.Sum(row => row.Measures[name]), rows.Sum(row => row.Measure(name))));
        Assert.All(rows, row => Assert.All(dimensions.Split(' '), name => Assert.Equal(JsonValueKind.Null, row.GetProperty(name).ValueKind)));
        Assert.All(rows, row => Assert.Equal(objectName, row.Text("object")));
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task Usage_GroupByOfAnotherSurface_Is400(string surface, string objectName, string dimensions)
    {
        await using var sim = await Sim.StartAsync();
        string[] all = ["project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "size", "source", "vector_store_id", "context_level", "line_item"];

        foreach (var name in all.Except(dimensions.Split(' ')))
        {
            var (status, error) = await sim.FailAsync($"usage/{surface}?start_time={Sim.Unix(sim.Today)}&group_by={name}");
            Assert.Equal((HttpStatusCode.BadRequest, "group_by"), (status, error.Text("param")));
        }
        Assert.StartsWith("organization.usage.", objectName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1d", 31)]
    [InlineData("1h", 168)]
    [InlineData("1m", 1440)]
    public async Task Usage_Limit_HasAMaximumForEachWidth(string width, int maximum)
    {
        await using var sim = await Sim.StartAsync();
        var query = $"usage/completions?start_time={Sim.Unix(sim.Today.AddDays(-40))}&bucket_width={width}";

        var page = await sim.GetAsync($"{query}&limit={maximum}");
        var (status, error) = await sim.FailAsync($"{query}&limit={maximum + 1}");

        Assert.Equal(maximum, page.GetProperty("data").GetArrayLength());
        Assert.Equal((HttpStatusCode.BadRequest, "limit"), (status, error.Text("param")));
    }

    [Fact]
    public async Task Usage_HourBuckets_AddUpToTheDay()
    {
        await using var sim = await Sim.StartAsync();
        var day = sim.Today.AddDays(-4);

        var hours = await sim.ReadBucketsAsync($"usage/completions?start_time={Sim.Unix(day)}&end_time={Sim.Unix(day.AddDays(1))}&bucket_width=1h&limit=7");

        Assert.Equal(24, hours.Count);
        Assert.Equal(
            sim.Server.GroundTruth.TotalUsage(day, sim.Clock.Now, "completions", "output_tokens"),
            hours.SelectMany(Json.Rows).Sum(row => row.Measure("output_tokens")));
    }

    [Fact]
    public async Task Usage_Filters_NarrowTheRows()
    {
        await using var sim = await Sim.StartAsync();
        var day = sim.Today.AddDays(-3);

        var buckets = await sim.ReadBucketsAsync(
            $"usage/completions?start_time={Sim.Unix(day)}&group_by=model&group_by=batch&models[]=gpt-5-2025-08-07&batch=true");

        Assert.All(buckets.SelectMany(Json.Rows), row =>
        {
            Assert.Equal("gpt-5-2025-08-07", row.Text("model"));
            Assert.True(row.GetProperty("batch").GetBoolean());
        });
        Assert.Contains(buckets, bucket => bucket.Rows().Any());
    }

    [Fact]
    public async Task Usage_QuietWeekend_IsAnEmptyBucket()
    {
        await using var sim = await Sim.StartAsync();

        var buckets = await sim.ReadBucketsAsync($"usage/audio_speeches?start_time={Sim.Unix(new DateOnly(2026, 11, 14))}&limit=2");

        Assert.Empty(buckets[0].Rows());
        Assert.Empty(buckets[1].Rows());
        Assert.NotEmpty(buckets[2].Rows());
    }

    [Fact]
    public async Task Usage_OldEnvelope_CallsItResult()
    {
        await using var sim = await Sim.StartAsync(options => options.Scenario = "old-envelope");

        var page = await sim.GetAsync($"usage/completions?start_time={Sim.Unix(sim.Today)}");

        Assert.True(page.GetProperty("data")[0].TryGetProperty("result", out _));
        Assert.False(page.GetProperty("data")[0].TryGetProperty("results", out _));
    }

    [Fact]
    public async Task Usage_HostileNames_ArriveUnchanged()
    {
        await using var sim = await Sim.StartAsync(options => options.Scenario = "hostile-names");
        var truth = sim.Server.GroundTruth.UsageAsOf(sim.Clock.Now, "completions", sim.Today, sim.Today).Select(row => row.Dimensions["model"]).Distinct();

        var buckets = await sim.ReadBucketsAsync($"usage/completions?start_time={Sim.Unix(sim.Today)}&group_by=model");

        Assert.Equal(truth.Order(StringComparer.Ordinal), buckets[0].Rows().Select(row => row.Text("model")).Distinct().Order(StringComparer.Ordinal));
    }

    private static string? Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetString(),
    };

    private static string KeyOf(DateOnly day, string[] names, Func<string, string?> valueOf) =>
        day.DayNumber + "|" + string.Join('|', names.Select(name => valueOf(name) ?? "<null>"));
}
