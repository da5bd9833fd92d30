using System.Net;
using System.Text.Json;

namespace OpenAiSpend.Simulator.Tests;

public class CostsOverHttpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("&group_by[]=project_id&group_by[]=line_item")]
    [InlineData("&group_by=line_item")]
    [InlineData("&group_by=project_id&group_by=line_item&group_by=api_key_id&group_by=user_id")]
    public async Task Costs_OverPages_EqualTheGroundTruth(string grouping)
    {
        await using var sim = await Sim.StartAsync();
        var from = sim.Today.AddDays(-40);

        var buckets = await sim.ReadBucketsAsync($"costs?start_time={Sim.Unix(from)}&limit=11{grouping}");

        Assert.Equal(41, buckets.Count);
        Assert.All(buckets, bucket => Assert.Equal(sim.Server.GroundTruth.TotalCostUsd(bucket.Day(), sim.Clock.Now), bucket.Rows().Sum(Json.Usd)));
    }

    [Fact]
    public async Task Costs_GroupedByProjectAndLineItem_EqualTheGroundTruthRowByRow()
    {
        await using var sim = await Sim.StartAsync();
        var from = sim.Today.AddDays(-9);
        var truth = sim.Server.GroundTruth.CostsAsOf(sim.Clock.Now, from, sim.Today)
            .GroupBy(row => (row.Date, row.ProjectId, row.LineItem))
            .ToDictionary(group => group.Key, group => (group.Sum(row => row.AmountUsd), group.Sum(row => row.Quantity)));

        var buckets = await sim.ReadBucketsAsync($"costs?start_time={Sim.Unix(from)}&limit=180&group_by=project_id&group_by=line_item");
        var served = buckets
            .SelectMany(bucket => bucket.Rows(), (bucket, row) => (Key: (bucket.Day(), row.Text("project_id"), row.Text("line_item")), Row: row))
            .GroupBy(pair => pair.Key)
            .ToDictionary(group => group.Key, group => (group.Sum(pair => pair.Row.Usd()), group.Sum(pair => Quantity(pair.Row))));

        Assert.Equal(truth.Count, served.Count);
        Assert.All(truth, pair => Assert.Equal(pair.Value, served[pair.Key]));
        Assert.Contains(buckets, bucket => bucket.Rows().GroupBy(row => (row.Text("project_id"), row.Text("line_item"))).Any(group => group.Count() > 1));
    }

    [Fact]
    public async Task Costs_Amounts_ComeInEveryForm()
    {
        await using var sim = await Sim.StartAsync();

        var buckets = await sim.ReadBucketsAsync($"costs?start_time={Sim.Unix(sim.Today.AddDays(-60))}&limit=180&group_by=project_id&group_by=line_item");
        var values = buckets.SelectMany(Json.Rows).Select(row => row.GetProperty("amount").GetProperty("value")).ToList();

        Assert.Contains(values, value => value.ValueKind == JsonValueKind.Number);
        Assert.Contains(values, value => value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 30);
        Assert.Contains(values, value => value.GetRawText().Trim('"') == "0E-6176");
        Assert.Contains(buckets.SelectMany(Json.Rows), row => row.TryGetProperty("project_name", out _) && row.TryGetProperty("organization_id", out _));
    }

    [Fact]
    public async Task Costs_NotGrouped_AreOneRowWithNullsADay()
    {
        await using var sim = await Sim.StartAsync();

        var buckets = await sim.ReadBucketsAsync($"costs?start_time={Sim.Unix(new DateOnly(2026, 11, 17))}");
        var rows = buckets[1].Rows().ToList();

        Assert.InRange(rows.Count, 1, 2);
        Assert.All(rows, row => Assert.All(
            ["project_id", "line_item", "api_key_id", "quantity"], name => Assert.Equal(JsonValueKind.Null, row.GetProperty(name).ValueKind)));
    }

    [Fact]
    public async Task Costs_FilteredByProjects_AreThoseProjects()
    {
        await using var sim = await Sim.StartAsync();
        var wanted = sim.Server.GroundTruth.Projects.Take(2).Select(project => project.Id).ToList();
        var day = sim.Today.AddDays(-6);

        var buckets = await sim.ReadBucketsAsync(
            $"costs?start_time={Sim.Unix(day)}&end_time={Sim.Unix(day.AddDays(1))}&group_by=project_id&project_ids[]={wanted[0]}&project_ids={wanted[1]}");

        Assert.Equal(wanted.Order(), Assert.Single(buckets).Rows().Select(row => row.Text("project_id")!).Distinct().Order());
    }

    [Fact]
    public async Task Costs_Buckets_EndAtMidnightNowOrTheAskedEnd()
    {
        await using var sim = await Sim.StartAsync();
        var yesterday = Sim.Unix(sim.Today.AddDays(-1));

        var buckets = await sim.ReadBucketsAsync($"costs?start_time={yesterday + 3600}");
        var bounded = await sim.ReadBucketsAsync($"costs?start_time={yesterday}&end_time={yesterday + 86400}");

        Assert.Equal(
            [(yesterday + 3600, yesterday + 86400), (yesterday + 86400, sim.Clock.Now.ToUnixTimeSeconds())],
            buckets.Select(bucket => (bucket.GetProperty("start_time").GetInt64(), bucket.GetProperty("end_time").GetInt64())));
        Assert.Equal(yesterday + 86400, Assert.Single(bounded).GetProperty("end_time").GetInt64());
    }

    [Theory]
    [InlineData("costs", "start_time", "missing_required_parameter")]
    [InlineData("costs?start_time=soon", "start_time", "invalid_type")]
    [InlineData("costs?start_time=1795000000&bucket_width=1h", "bucket_width", "invalid_value")]
    [InlineData("costs?start_time=1795000000&limit=181", "limit", "integer_above_max_value")]
    [InlineData("costs?start_time=1795000000&limit=0", "limit", "integer_below_min_value")]
    [InlineData("costs?start_time=1795000000&group_by=model", "group_by", "invalid_value")]
    [InlineData("costs?start_time=1795000000&group_by=project_id,line_item", "group_by", "invalid_value")]
    [InlineData("costs?start_time=1795000000&end_time=1795000000", "end_time", "invalid_request_error")]
    [InlineData("costs?start_time=1764979199&group_by=api_key_id", "start_time", "invalid_request_error")]
    [InlineData("costs?start_time=1763000000", "start_time", "reporting_lookback_exceeded")]
    public async Task Costs_BadParameter_Is400(string query, string param, string code)
    {
        await using var sim = await Sim.StartAsync();

        var (status, error) = await sim.FailAsync(query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal((param, code), (error.Text("param")!, error.Text("code")!));
    }

    [Fact]
    public async Task Costs_BeyondTheLookback_NamesTheEarliestDay()
    {
        await using var sim = await Sim.StartAsync();

        var (_, error) = await sim.FailAsync("costs?start_time=1763000000");

        Assert.Contains("earliest supported start_time is 2025-11-20", error.Text("message"), StringComparison.Ordinal);
        Assert.NotEmpty(await sim.ReadBucketsAsync($"costs?start_time={Sim.Unix(new DateOnly(2025, 11, 20))}&limit=180"));
        Assert.NotEmpty(await sim.ReadBucketsAsync("costs?start_time=1764979200&limit=180&group_by=api_key_id"));
    }

    private static decimal? Quantity(JsonElement row) =>
        row.GetProperty("quantity") is { ValueKind: JsonValueKind.Number } quantity ? quantity.GetDecimal() : null;
}
