using System.Net;
using System.Text.Json;

namespace OpenAiSpend.Simulator.Tests;

public class DirectoryListsTests
{
    [Fact]
    public async Task Users_OverPages_AreThoseWhoHaveNotLeft()
    {
        await using var sim = await Sim.StartAsync();

        var ids = await ReadIdsAsync(sim, "users?limit=10");

        Assert.Equal(sim.Server.GroundTruth.Users.Where(user => !user.HasLeft).Select(user => user.Id), ids);
        Assert.Equal(20, (await sim.GetAsync("users")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Projects_WithoutTheFlag_LeaveOutTheArchivedOne()
    {
        await using var sim = await Sim.StartAsync();

        Assert.Equal(7, (await ReadIdsAsync(sim, "projects?limit=3")).Count);
        Assert.Equal(8, (await ReadIdsAsync(sim, "projects?limit=3&include_archived=true")).Count);
    }

    [Fact]
    public async Task ApiKeys_LeaveOutDeletedOnes_AndRefuseAnArchivedProject()
    {
        await using var sim = await Sim.StartAsync();
        var truth = sim.Server.GroundTruth;

        foreach (var project in truth.Projects.Where(project => !project.IsArchivedAt(sim.Clock.Now)))
        {
            var ids = await ReadIdsAsync(sim, $"projects/{project.Id}/api_keys?owner_project_access=any");
            Assert.Equal(truth.ApiKeys.Where(key => key.ProjectId == project.Id && !key.IsDeleted).Select(key => key.Id), ids);
        }
        var archived = truth.Projects.Single(project => project.IsArchivedAt(sim.Clock.Now));
        Assert.Equal(HttpStatusCode.BadRequest, (await sim.FailAsync($"projects/{archived.Id}/api_keys?owner_project_access=any")).Status);
    }

    [Fact]
    public async Task SpendLimits_InCents_Are404WhereUnset()
    {
        await using var sim = await Sim.StartAsync();
        var projects = sim.Server.GroundTruth.Projects;
        var limited = projects.First(project => project.SpendLimit is { IsEnforcing: true });

        Assert.Equal(2_500_000, (await sim.GetAsync("spend_limit")).Measure("threshold_amount"));
        var limit = await sim.GetAsync($"projects/{limited.Id}/spend_limit");
        Assert.Equal("enforcing", limit.GetProperty("enforcement").Text("status"));
        Assert.Equal(HttpStatusCode.NotFound, (await sim.FailAsync($"projects/{projects.First(project => project.SpendLimit is null).Id}/spend_limit")).Status);
    }

    [Fact]
    public async Task SpendAlerts_AreThoseOfTheOrganizationOrTheProject()
    {
        await using var sim = await Sim.StartAsync();
        var watched = sim.Server.GroundTruth.SpendAlerts.Single(alert => alert.ProjectId is not null);

        Assert.Equal(2, (await ReadIdsAsync(sim, "spend_alerts?limit=1")).Count);
        Assert.Equal([watched.Id], await ReadIdsAsync(sim, $"projects/{watched.ProjectId}/spend_alerts?limit=1"));
        Assert.Empty(await ReadIdsAsync(sim, $"projects/{sim.Server.GroundTruth.Projects[0].Id}/spend_alerts?limit=1"));
    }

    [Theory]
    [InlineData("users?limit=0")]
    [InlineData("users?limit=101")]
    [InlineData("users?after=user-nobody")]
    public async Task List_BadParameter_Is400(string query)
    {
        await using var sim = await Sim.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await sim.FailAsync(query)).Status);
    }

    private static async Task<List<string?>> ReadIdsAsync(Sim sim, string path)
    {
        List<string?> ids = [];
        JsonElement page;
        do
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            page = await sim.GetAsync(ids.Count == 0 ? path : $"{path}{separator}after={ids[^1]}");
            ids.AddRange(page.GetProperty("data").EnumerateArray().Select(item => item.Text("id")));
            Assert.Equal(ids.LastOrDefault(), page.Text("last_id"));
        }
        while (page.GetProperty("has_more").GetBoolean());
        return ids;
    }
}
