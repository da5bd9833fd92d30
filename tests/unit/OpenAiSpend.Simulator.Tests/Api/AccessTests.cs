using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OpenAiSpend.Simulator.Tests;

public class AccessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_Wrong_Is401WithTheKeyMasked()
    {
        await using var sim = await Sim.StartAsync();
        sim.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk-admin-notthesecretabcd");

        var (status, error) = await sim.FailAsync("costs?start_time=1795000000");

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("invalid_api_key", error.Text("code"));
        Assert.Contains("sk-admin*", error.Text("message"), StringComparison.Ordinal);
        Assert.DoesNotContain("notthesecret", error.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_Missing_Is401()
    {
        await using var sim = await Sim.StartAsync();
        sim.Client.DefaultRequestHeaders.Authorization = null;

        Assert.Equal(HttpStatusCode.Unauthorized, (await sim.FailAsync("projects")).Status);
    }

    [Theory]
    [InlineData("org-own", 200)]
    [InlineData("org-other", 401)]
    public async Task Organization_InTheHeader_MustBeTheOwnOne(string organization, int status)
    {
        await using var sim = await Sim.StartAsync(options => options.OrganizationId = "org-own");
        sim.Client.DefaultRequestHeaders.Add("OpenAI-Organization", organization);

        using var response = await sim.SendAsync("users");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Scope_Lacking_Is403ForItsPathsOnly()
    {
        await using var names = await Sim.StartAsync(options => options.CanReadManagement = false);
        await using var usage = await Sim.StartAsync(options => options.CanReadUsage = false);

        var (status, error) = await names.FailAsync("projects");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("Missing scopes: api.management.read", error.Text("message"), StringComparison.Ordinal);
        await names.GetAsync("costs?start_time=1795000000");
        Assert.Contains("Missing scopes: api.usage.read", (await usage.FailAsync("usage/images?start_time=1795000000")).Error.Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "costs", 405)]
    [InlineData("DELETE", "projects", 405)]
    [InlineData("GET", "usage/file_searches", 404)]
    [InlineData("GET", "nothing", 404)]
    public async Task Path_NotServed_IsAnErrorBody(string method, string path, int status)
    {
        await using var sim = await Sim.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), sim.Url(path));

        using var response = await sim.Client.SendAsync(request, Ct);
        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Ct));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("invalid_request_error", body.GetProperty("error").Text("type"));
    }

    [Fact]
    public async Task Requests_AreRecorded_WithoutTheKey()
    {
        await using var sim = await Sim.StartAsync();

        await sim.GetAsync("users?limit=7");
        await sim.FailAsync("costs");

        var seen = sim.Server.Requests.Snapshot();
        Assert.Equal([("users", "?limit=7", (int?)200), ("costs", "", 400)], seen.Select(request => (request.Surface!, request.Query, request.Status)));
        Assert.Equal(1, sim.Server.Requests.CountOf(Surfaces.Users));
        Assert.DoesNotContain(sim.Server.AdminKey, string.Join(' ', seen), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_PortInUse_IsAnIOException()
    {
        await using var sim = await Sim.StartAsync();

        await Assert.ThrowsAsync<IOException>(() => SimulatorServer.StartAsync(new SimulatorOptions { Port = sim.Server.BaseUrl.Port }, Ct));
    }
}
