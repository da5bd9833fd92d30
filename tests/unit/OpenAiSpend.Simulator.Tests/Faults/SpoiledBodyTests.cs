using System.Text.Json;

namespace OpenAiSpend.Simulator.Tests;

public class SpoiledBodyTests
{
    private static readonly DateOnly From = new(2026, 11, 16);

    private static string Query => $"costs?start_time={Sim.Unix(From)}&group_by=project_id";

    [Fact]
    public async Task Amounts_AreWhatNoAmountShouldBe()
    {
        await using var sim = await Sim.StartAsync();

        Assert.Equal("\"NaN\"", Value(await SpoiledAsync(sim, new Fault(FaultKind.NaN))));
        Assert.Equal("1e400", Value(await SpoiledAsync(sim, new Fault(FaultKind.BeyondDouble))));
        Assert.Equal(decimal.MaxValue.ToString(), Value(await SpoiledAsync(sim, new Fault(FaultKind.HugeAmount))));
        Assert.Equal("-12.5", Value(await SpoiledAsync(sim, new Fault(FaultKind.NegativeAmount))));
        var other = await SpoiledAsync(sim, Fault.OtherCurrency("eur"));
        Assert.Equal(["eur", "usd"], other.SelectMany(Json.Rows).Select(row => row.GetProperty("amount").Text("currency")!).Distinct().Order());

        static string Value(List<JsonElement> buckets) => buckets[0].Rows().First().GetProperty("amount").GetProperty("value").GetRawText();
    }

    [Fact]
    public async Task Measures_AreSpoiledLikeAmounts()
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set("completions", new Fault(FaultKind.NegativeAmount));

        var page = await sim.GetAsync($"usage/completions?start_time={Sim.Unix(From)}");

        Assert.Equal(-1250, page.GetProperty("data")[0].Rows().First().Measure("input_tokens"));
    }

    [Fact]
    public async Task Buckets_AreWhereNoBucketShouldBe()
    {
        await using var sim = await Sim.StartAsync();

        Assert.Equal([0, 0, 24, 24, 48, 48, 72, 72, 96, 96], Hours(await SpoiledAsync(sim, new Fault(FaultKind.DuplicatedBuckets))));
        Assert.Equal([0, 12, 24, 36, 48, 60, 72, 84, 96, 108], Hours(await SpoiledAsync(sim, new Fault(FaultKind.OverlappingBuckets))));
        Assert.Equal([96, 72, 48, 24, 0], Hours(await SpoiledAsync(sim, new Fault(FaultKind.BucketsOutOfOrder))));
        Assert.Equal([1, 25, 49, 73, 97], Hours(await SpoiledAsync(sim, new Fault(FaultKind.UnalignedBuckets))));
        Assert.Equal([0, 24, 48, 72, 96, 144], Hours(await SpoiledAsync(sim, new Fault(FaultKind.FutureBucket))));

        static IEnumerable<long> Hours(List<JsonElement> buckets) =>
            buckets.Select(bucket => (bucket.GetProperty("start_time").GetInt64() - Sim.Unix(From)) / 3600);
    }

    [Fact]
    public async Task Shapes_AreWrong()
    {
        await using var sim = await Sim.StartAsync();

        Assert.Equal(JsonValueKind.Null, (await SpoiledAsync(sim, new Fault(FaultKind.NullResults)))[0].GetProperty("results").ValueKind);
        Assert.Equal(JsonValueKind.String, (await SpoiledAsync(sim, new Fault(FaultKind.WrongTypes)))[0].Rows().First().GetProperty("amount").ValueKind);
        Assert.False((await SpoiledAsync(sim, Fault.MissingMembers()))[0].Rows().First().TryGetProperty("amount", out _));
        Assert.False((await SpoiledAsync(sim, Fault.MissingMembers("start_time")))[0].TryGetProperty("start_time", out _));
    }

    [Fact]
    public async Task Cursors_NeverEndOrAreMissing()
    {
        await using var sim = await Sim.StartAsync();

        Assert.Single((await CursorsAsync(new Fault(FaultKind.RepeatedCursor))).Distinct());
        Assert.Equal(3, (await CursorsAsync(new Fault(FaultKind.EndlessCursor))).Distinct().Count());
        sim.Server.Faults.Set(Surfaces.Costs, new Fault(FaultKind.EmptyCursor));
        var page = await sim.GetAsync(Query);
        Assert.True(page.GetProperty("has_more").GetBoolean());
        Assert.Null(page.Text("next_page"));

        async Task<List<string>> CursorsAsync(Fault fault)
        {
            sim.Server.Faults.Set(Surfaces.Costs, fault);
            List<string> cursors = [];
            for (var i = 0; i < 3; i++)
            {
                var next = await sim.GetAsync(cursors.Count == 0 ? Query : $"{Query}&page={Uri.EscapeDataString(cursors[^1])}");
                Assert.NotEqual(0, next.GetProperty("data").GetArrayLength());
                Assert.True(next.GetProperty("has_more").GetBoolean());
                cursors.Add(next.Text("next_page")!);
            }
            return cursors;
        }
    }

    [Fact]
    public async Task Pages_AreShorterThanAskedFor_OrEndWithAnEmptyOne()
    {
        await using var sim = await Sim.StartAsync();

        sim.Server.Faults.Set(Surfaces.Costs, Fault.ClampedLimit(2));
        Assert.Equal(2, (await sim.GetAsync(Query)).GetProperty("data").GetArrayLength());
        Assert.Equal(5, (await sim.ReadBucketsAsync(Query)).Count);

        sim.Server.Faults.Set(Surfaces.Costs, new Fault(FaultKind.EmptyLastPage));
        var page = await sim.GetAsync(Query);
        var last = await sim.GetAsync($"{Query}&page={Uri.EscapeDataString(page.Text("next_page")!)}");
        Assert.Equal(0, last.GetProperty("data").GetArrayLength());
        Assert.False(last.GetProperty("has_more").GetBoolean());
    }

    private static async Task<List<JsonElement>> SpoiledAsync(Sim sim, Fault fault)
    {
        sim.Server.Faults.Set(Surfaces.Costs, fault);
        return [.. (await sim.GetAsync(Query)).GetProperty("data").EnumerateArray()];
    }
}
