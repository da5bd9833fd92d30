using System.Net;
using System.Text;
using System.Text.Json;

namespace OpenAiSpend.Simulator.Tests;

public class BrokenTextTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Costs => $"costs?start_time={Sim.Unix(new DateOnly(2026, 11, 16))}&group_by=project_id&group_by=line_item";

    private static string ApiKeys => $"projects/{OrganizationChart.ProjectId("chat")}/api_keys";

    [Theory]
    [InlineData("costs", "line_item")]
    [InlineData("projects", "name")]
    [InlineData("users", "name")]
    [InlineData("api_keys", "name")]
    public async Task LoneSurrogate_IsTheEscapeInOneText(string surface, string member)
    {
        await using var sim = await Sim.StartAsync();

        var text = await TextAsync(sim, surface, new Fault(FaultKind.LoneSurrogate));

        Assert.Equal(2, text.Split("\\ud800\"").Length);
        Assert.Matches($"\"{member}\":\"[^\"]*\\\\ud800\"", text);
    }

    [Fact]
    public async Task LoneSurrogate_OfANamedMember_IsInThatMember()
    {
        await using var sim = await Sim.StartAsync();

        Assert.Matches("\"project_name\":\"[^\"]*\\\\ud800\"", await TextAsync(sim, "costs", new Fault(FaultKind.LoneSurrogate) { Member = "project_name" }));
    }

    [Fact]
    public async Task LongText_MakesOneTextAsLongAsAskedFor()
    {
        await using var sim = await Sim.StartAsync();

        Assert.Equal(10_000, LongestOf(Rows(await TextAsync(sim, "costs", new Fault(FaultKind.LongText))), "line_item"));
        Assert.Equal(4_097, LongestOf(Items(await TextAsync(sim, "users", new Fault(FaultKind.LongText) { Bytes = 4_097 })), "name"));

        static int LongestOf(List<JsonElement> rows, string member) => rows.Max(row => row.Text(member)?.Length ?? 0);
    }

    [Fact]
    public async Task EchoedKey_IsTheKeyAsANameOrAnId()
    {
        await using var sim = await Sim.StartAsync();

        Assert.Equal(sim.Server.AdminKey, Items(await TextAsync(sim, "users", new Fault(FaultKind.EchoedKey)))[0].Text("name"));
        Assert.Equal(sim.Server.AdminKey, Items(await TextAsync(sim, "users", new Fault(FaultKind.EchoedKey) { Member = "id" }))[0].Text("id"));
        Assert.Contains(
            Rows(await TextAsync(sim, "costs", new Fault(FaultKind.EchoedKey) { Member = "project_id" })), row => row.Text("project_id") == sim.Server.AdminKey);
    }

    [Fact]
    public async Task NullItem_StandsBeforeTheGoodOnes()
    {
        await using var sim = await Sim.StartAsync();

        var users = Items(await TextAsync(sim, "users", new Fault(FaultKind.NullItem)));
        var rows = Rows(await TextAsync(sim, "costs", new Fault(FaultKind.NullItem)));

        Assert.Equal([JsonValueKind.Null, JsonValueKind.Object], users.Take(2).Select(item => item.ValueKind));
        Assert.Equal([JsonValueKind.Null, JsonValueKind.Object], rows.Take(2).Select(item => item.ValueKind));
    }

    [Theory]
    [InlineData("costs")]
    [InlineData("projects")]
    public async Task ByteOrderMark_StandsBeforeGoodJson(string surface)
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(surface, new Fault(FaultKind.ByteOrderMark));

        using var response = await sim.SendAsync(PathOf(surface));
        var bytes = await response.Content.ReadAsByteArrayAsync(Ct);

        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        Assert.Equal(JsonValueKind.Object, JsonSerializer.Deserialize<JsonElement>(bytes.AsSpan(3)).ValueKind);
    }

    [Fact]
    public async Task JunkQuantity_LeavesTheAmount()
    {
        await using var sim = await Sim.StartAsync();
        var before = Rows(await (await sim.SendAsync(Costs)).Content.ReadAsStringAsync(Ct))[0];

        var row = Rows(await TextAsync(sim, "costs", new Fault(FaultKind.JunkQuantity)))[0];

        Assert.Equal("a lot", row.Text("quantity"));
        Assert.Equal(before.Usd(), row.Usd());
    }

    [Fact]
    public async Task DuplicateAmount_GivesOneRowTwoAmounts()
    {
        await using var sim = await Sim.StartAsync();

        var row = Rows(await TextAsync(sim, "costs", new Fault(FaultKind.DuplicateAmount)))[0];

        var amounts = row.EnumerateObject().Where(member => member.Name == "amount").Select(member => member.Value.GetProperty("value").GetRawText()).ToList();
        Assert.Equal(2, amounts.Distinct().Count());
    }

    [Theory]
    [InlineData(401, null)]
    [InlineData(429, "120")]
    public async Task BrokenError_HasEscapesThatNoTextCanHold(int status, string? retryAfter)
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(Surfaces.Costs, Fault.BrokenError(status, retryAfter));

        using var response = await sim.SendAsync(Costs);
        var error = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Ct)).GetProperty("error");

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal(retryAfter, response.Headers.TryGetValues("Retry-After", out var values) ? values.Single() : null);
        Assert.Throws<InvalidOperationException>(() => error.GetProperty("code").GetString());
        Assert.Throws<InvalidOperationException>(() => error.GetProperty("param").GetString());
        Assert.NotEmpty(error.Text("message")!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(26 * 3600)]
    [InlineData(-600)]
    public async Task Date_IsTheSimulatorsTimeOrOff(int seconds)
    {
        await using var sim = await Sim.StartAsync();
        if (seconds != 0)
            sim.Server.Faults.Set("*", new Fault(FaultKind.WrongDate) { DateOffsetSeconds = seconds });

        using var response = await sim.SendAsync("users");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(sim.Clock.Now.AddSeconds(seconds), response.Headers.Date);
    }

    private static string PathOf(string surface) => surface switch { "costs" => Costs, "api_keys" => ApiKeys, _ => surface };

    private static async Task<string> TextAsync(Sim sim, string surface, Fault fault)
    {
        sim.Server.Faults.Set(surface, fault);
        using var response = await sim.SendAsync(PathOf(surface));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Ct);
    }

    private static List<JsonElement> Items(string json) => [.. JsonSerializer.Deserialize<JsonElement>(json).GetProperty("data").EnumerateArray()];

    private static List<JsonElement> Rows(string json) => [.. Items(json).SelectMany(bucket => bucket.GetProperty("results").EnumerateArray())];
}
