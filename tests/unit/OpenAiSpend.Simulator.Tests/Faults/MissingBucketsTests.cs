namespace OpenAiSpend.Simulator.Tests;

public class MissingBucketsTests
{
    [Theory]
    [InlineData(0, 1, new[] { -13, -12, -11, -10, -9, -8, -7, -6, -5, -4, -3, -2, -1 })]
    [InlineData(4, 1, new[] { -13, -12, -11, -10, -9, -8, -7, -6, -5, -3, -2, -1, 0 })]
    [InlineData(0, 10, new[] { -13, -12, -11, -10 })]
    [InlineData(0, 400, new int[0])]
    public async Task MissingBuckets_OnPagesOfThree_LeavesOutThoseDaysAndNoOther(int daysAgo, int days, int[] left)
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set("*", Fault.MissingBuckets(daysAgo, days));

        foreach (var path in (string[])["costs", "usage/completions"])
        {
            var buckets = await sim.ReadBucketsAsync($"{path}?start_time={Sim.Unix(sim.Today.AddDays(-13))}&limit=3");
            Assert.Equal(left, buckets.Select(bucket => bucket.Day().DayNumber - sim.Today.DayNumber));
        }
        Assert.NotEqual(0, (await sim.GetAsync("users")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task NoBuckets_IsAWholeAnswerWithoutAny()
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(Surfaces.Costs, new Fault(FaultKind.NoBuckets));

        var page = await sim.GetAsync($"costs?start_time={Sim.Unix(sim.Today.AddDays(-9))}&limit=3");

        Assert.Equal(0, page.GetProperty("data").GetArrayLength());
        Assert.False(page.GetProperty("has_more").GetBoolean());
        Assert.Null(page.Text("next_page"));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    public async Task NoBuckets_WithMore_HasACursorThatLeadsToAnEnd(int limit)
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(Surfaces.Costs, new Fault(FaultKind.NoBuckets) { HasMore = true });
        var query = $"costs?start_time={Sim.Unix(sim.Today.AddDays(-9))}&limit={limit}";

        var page = await sim.GetAsync(query);

        Assert.Equal(0, page.GetProperty("data").GetArrayLength());
        Assert.True(page.GetProperty("has_more").GetBoolean());
        Assert.NotEmpty(page.Text("next_page")!);
        Assert.Empty(await sim.ReadBucketsAsync(query));
    }

    [Fact]
    public async Task NoBuckets_OfTheSecondPageOnly_LeavesAHoleInTheMiddle()
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(Surfaces.Costs, (new Fault(FaultKind.NoBuckets) { HasMore = true }).After(1).Times(1));

        var buckets = await sim.ReadBucketsAsync($"costs?start_time={Sim.Unix(sim.Today.AddDays(-9))}&limit=3");

        Assert.Equal([-9, -8, -7, -3, -2, -1, 0], buckets.Select(bucket => bucket.Day().DayNumber - sim.Today.DayNumber));
    }
}
