using System.Text.Json;

namespace OpenAiSpend.Simulator.Tests;

public class ControlPanelTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Books_OverHttp_EqualTheBooks()
    {
        await using var sim = await Sim.StartAsync();
        var books = sim.Server.Books;
        var day = sim.Today.AddDays(-5);

        var costs = await ReadAsync(sim, $"books/costs?from={day:yyyy-MM-dd}&to={day:yyyy-MM-dd}");
        var truth = await ReadAsync(sim, $"books/true_costs?from={day:yyyy-MM-dd}&to={day:yyyy-MM-dd}");
        var usage = await ReadAsync(sim, "books/usage/embeddings");

        Assert.Equal(books.TotalCostUsd(day, sim.Clock.Now), costs.EnumerateArray().Sum(row => row.GetProperty("amount_usd").GetDecimal()));
        Assert.Equal(books.TotalCostUsd(day, sim.Clock.Now), truth.EnumerateArray().Sum(row => row.GetProperty("amount_usd").GetDecimal()));
        Assert.Equal(
            books.TotalUsage(sim.Today, sim.Clock.Now, "embeddings", "input_tokens"),
            usage.EnumerateArray().Sum(row => row.GetProperty("measures").GetProperty("input_tokens").GetInt64()));
    }

    [Fact]
    public async Task Runaway_OverHttp_StartsAndStopsNow()
    {
        await using var sim = await Sim.StartAsync();
        Uri runaway = new(sim.Server.BaseUrl, "/simulator/runaway");

        using var started = await sim.Client.PutAsync(runaway, null, Ct);
        Assert.Equal(sim.Clock.Now, sim.Server.Books.Runaway!.From);
        sim.Clock.Now += TimeSpan.FromHours(1);
        using var stopped = await sim.Client.DeleteAsync(runaway, Ct);

        Assert.Equal(sim.Clock.Now, sim.Server.Books.Runaway!.Until);
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
