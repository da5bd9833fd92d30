using System.Net;

namespace OpenAiSpend.Simulator.Tests;

public class PageCursorTests
{
    [Fact]
    public async Task NextPage_Encoded_GoesOnWhereThePageEnded()
    {
        await using var sim = await Sim.StartAsync();
        var query = $"costs?start_time={Sim.Unix(sim.Today.AddDays(-9))}&limit=5";

        var first = await sim.GetAsync(query);
        var cursor = first.Text("next_page")!;
        // The order of the parameters and the place of the page among them do not matter.
        var second = await sim.GetAsync($"costs?page={Uri.EscapeDataString(cursor)}&limit=5&start_time={Sim.Unix(sim.Today.AddDays(-9))}");

        Assert.All(["+", "/", "="], part => Assert.Contains(part, cursor, StringComparison.Ordinal));
        Assert.True(first.GetProperty("has_more").GetBoolean());
        Assert.Equal(sim.Today.AddDays(-4), second.GetProperty("data")[0].Day());
        Assert.False(second.GetProperty("has_more").GetBoolean());
        Assert.Null(second.Text("next_page"));
    }

    [Theory]
    [InlineData("&limit=6")]
    [InlineData("&limit=5&group_by=project_id")]
    [InlineData("&limit=5&end_time=1795000000")]
    public async Task NextPage_OfAnotherQuery_Is400(string rest)
    {
        await using var sim = await Sim.StartAsync();
        var start = $"costs?start_time={Sim.Unix(sim.Today.AddDays(-9))}";
        var cursor = (await sim.GetAsync(start + "&limit=5")).Text("next_page")!;

        var (status, error) = await sim.FailAsync($"{start}{rest}&page={Uri.EscapeDataString(cursor)}");

        Assert.Equal((HttpStatusCode.BadRequest, "page"), (status, error.Text("param")));
    }

    [Fact]
    public async Task NextPage_OfAnotherSurface_Is400()
    {
        await using var sim = await Sim.StartAsync();
        var rest = $"?start_time={Sim.Unix(sim.Today.AddDays(-9))}&limit=5";
        var cursor = (await sim.GetAsync("usage/embeddings" + rest)).Text("next_page")!;

        var (status, _) = await sim.FailAsync($"usage/completions{rest}&page={Uri.EscapeDataString(cursor)}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NextPage_NotEncodedOrInvented_Is400(bool isReal)
    {
        await using var sim = await Sim.StartAsync();
        var query = $"costs?start_time={Sim.Unix(sim.Today.AddDays(-9))}&limit=5";
        var cursor = isReal ? (await sim.GetAsync(query)).Text("next_page")! : "page_AAAA";

        var (status, _) = await sim.FailAsync($"{query}&page={cursor}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }
}
