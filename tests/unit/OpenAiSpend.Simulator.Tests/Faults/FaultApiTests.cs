using System.Text.Json;

namespace OpenAiSpend.Simulator.Tests;

public class FaultApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Books_OverHttp_EqualTheGroundTruth()
    {
        await using var sim = await Sim.StartAsync();
        var truth = sim.Server.GroundTruth;
        var day = sim.Today.AddDays(-5);

        var costs = await ReadAsync(sim, $"books/costs?from={day:yyyy-MM-dd}&to={day:yyyy-MM-dd}");
        var charges = await ReadAsync(sim, $"books/true_costs?from={day:yyyy-MM-dd}&to={day:yyyy-MM-dd}");
        var usage = await ReadAsync(sim, "books/usage/embeddings");

        Assert.Equal(truth.TotalCostUsd(day, sim.Clock.Now), costs.EnumerateArray().Sum(row => row.GetProperty("amount_usd").GetDecimal()));
        Assert.Equal(truth.TotalCostUsd(day, sim.Clock.Now), charges.EnumerateArray().Sum(row => row.GetProperty("amount_usd").GetDecimal()));
        Assert.Equal(
            truth.TotalUsage(sim.Today, sim.Clock.Now, "embeddings", "input_tokens"),
            usage.EnumerateArray().Sum(row => row.GetProperty("measures").GetProperty("input_tokens").GetInt64()));
    }

    [Fact]
    public async Task Runaway_OverHttp_StartsAndStopsNow()
    {
        await using var sim = await Sim.StartAsync();
        Uri runaway = new(sim.Server.BaseUrl, "/simulator/runaway");

        using var started = await sim.Client.PutAsync(runaway, null, Ct);
        Assert.Equal(sim.Clock.Now, sim.Server.GroundTruth.Runaway!.From);
        sim.Clock.Now += TimeSpan.FromHours(1);
        using var stopped = await sim.Client.DeleteAsync(runaway, Ct);

        Assert.Equal(sim.Clock.Now, sim.Server.GroundTruth.Runaway!.Until);
    }

    [Fact]
    public async Task Requests_OverHttp_AreListed()
    {
        await using var sim = await Sim.StartAsync();
        await sim.GetAsync("users");

        var seen = Assert.Single((await ReadAsync(sim, "requests")).EnumerateArray());

        Assert.Equal(("users", 200), (seen.Text("surface")!, seen.GetProperty("status").GetInt32()));
    }

    private static async Task<JsonElement> ReadAsync(Sim sim, string path) =>
        JsonSerializer.Deserialize<JsonElement>(await sim.Client.GetStringAsync(new Uri(sim.Server.BaseUrl, "/simulator/" + path), Ct));
}
