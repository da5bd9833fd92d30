using System.Collections.Immutable;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Tests.Fakes;

namespace OpenAiSpend.OpenAi.Tests.Lists;

public sealed class DirectorySourceTests : IDisposable
{
    private static readonly ImmutableArray<Project> Projects = [new("proj_a", "Search", "active"), new("proj_old", "Pilot", "archived"), new("proj_b", "Chat", "active")];

    private readonly TestSource _test = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FakeOpenAi OpenAi => _test.OpenAi;

    private IDirectorySource Directory => _test.Source.Directory;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Projects_SeveralPages_AreFollowedByTheLastId()
    {
        OpenAi
            .Answer("""{"object":"list","data":[{"id":"proj_a","name":"Search","status":"active","archived_at":null,"new":{}}],"first_id":"proj_a","last_id":"proj a+/=","has_more":true}""")
            .Answer("""{"object":"list","data":[{"id":"proj_b","name":"Pilot","status":"archived","archived_at":1711471533}],"last_id":"proj_b","has_more":false}""");

        var projects = await Directory.ReadProjectsAsync(Cancellation);

        Assert.Equal([new Project("proj_a", "Search", "active"), new Project("proj_b", "Pilot", "archived")], projects);
        Assert.True(projects[1].IsArchived);
        Assert.Equal(
            ["/v1/organization/projects?include_archived=true&limit=100", "/v1/organization/projects?include_archived=true&limit=100&after=proj%20a%2B%2F%3D"],
            OpenAi.Urls.Select(url => url.PathAndQuery));
    }

    [Fact]
    public async Task Projects_WithoutNameOrStatus_AreShownByIdAndArchivedByDate()
    {
        OpenAi.Answer("""{"data":[{"id":"proj_a"},{"id":"proj_b","name":" ","archived_at":5},{"id":null,"name":"x"}],"has_more":false}""");

        Assert.Equal(
            [new Project("proj_a", "proj_a", "active"), new Project("proj_b", "proj_b", "archived")],
            await Directory.ReadProjectsAsync(Cancellation));
    }

    [Fact]
    public async Task Projects_NoneWithAnId_AreMalformedAndNotNone()
    {
        OpenAi.Answer("""{"data":[{"identifier":"proj_a"},{"identifier":"proj_b"}],"has_more":false}""");

        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => Directory.ReadProjectsAsync(Cancellation));

        Assert.Equal((PollOutcome.Malformed, "The list of projects makes no sense: not one of its items has an id."), (failure.Outcome, failure.Message));
    }

    [Fact]
    public async Task Users_Read_HaveNamesAndAddresses()
    {
        OpenAi.Answer("""{"data":[{"id":"user-1","name":"Ada","email":"ada@acme.example","role":"owner"}],"has_more":false}""");

        Assert.Equal(new User("user-1", "Ada", "ada@acme.example"), Assert.Single(await Directory.ReadUsersAsync(Cancellation)));
        Assert.Equal("/v1/organization/users?limit=100", OpenAi.Urls.Single().PathAndQuery);
    }

    [Fact]
    public async Task ApiKeys_OfEachProject_LeavesArchivedOnesOut()
    {
        OpenAi
            .Answer("""{"data":[{"id":"key_1","name":"ci","redacted_value":"sk-abc...def"}],"has_more":false}""")
            .Answer("""{"data":[{"id":"key_2","name":"prod"}],"has_more":false}""");

        var keys = await Directory.ReadApiKeysAsync(Projects, Cancellation);

        Assert.Equal([new ApiKey("key_1", "ci", "proj_a"), new ApiKey("key_2", "prod", "proj_b")], keys);
        Assert.Equal(
            ["/v1/organization/projects/proj_a/api_keys?owner_project_access=any&limit=100", "/v1/organization/projects/proj_b/api_keys?owner_project_access=any&limit=100"],
            OpenAi.Urls.Select(url => url.PathAndQuery));
    }

    [Fact]
    public async Task ApiKeys_ProjectGoneMeanwhile_HasNoPartInTheAnswer()
    {
        OpenAi.Answer(400, PageJson.Error("Project is archived")).Answer("""{"data":[{"id":"key_2","name":"prod"}],"has_more":false}""");

        Assert.Equal("key_2", Assert.Single(await Directory.ReadApiKeysAsync(Projects, Cancellation)).Id);
    }

    [Fact]
    public async Task SpendLimits_CentsAndUnset_AreDollarsAndNothing()
    {
        OpenAi
            .Answer("""{"object":"organization.spend_limit","threshold_amount":1234550,"currency":"USD","interval":"month","enforcement":{"status":"enforcing"}}""")
            .Answer(404, PageJson.Error("No spend limit is set"))
            .Answer("""{"object":"project.spend_limit","threshold_amount":7000,"currency":"USD","interval":"month"}""");

        Assert.Equal([new SpendLimit(null, 12345.50m), new SpendLimit("proj_b", 70m)], await Directory.ReadSpendLimitsAsync(Projects, Cancellation));
    }

    [Theory]
    [InlineData("""{"threshold_amount":7000,"currency":"EUR","interval":"month"}""")]
    [InlineData("""{"threshold_amount":7000,"currency":"USD","interval":"week"}""")]
    [InlineData("""{"currency":"USD","interval":"month"}""")]
    public async Task SpendLimits_NotUsDollarsAMonth_AreNotTakenForIt(string limit)
    {
        OpenAi.Answer(limit);

        Assert.Empty(await Directory.ReadSpendLimitsAsync([], Cancellation));
    }

    [Fact]
    public async Task SpendAlerts_OfOrganizationAndProjects_AreInDollars()
    {
        OpenAi
            .Answer("""{"data":[{"id":"alert_1","threshold_amount":100000,"currency":"USD","interval":"month","notification_channel":{"type":"email"}}],"has_more":false}""")
            .Answer("""{"data":[],"has_more":false}""")
            .Answer("""{"data":[{"id":"alert_2","threshold_amount":50}],"has_more":false}""");

        Assert.Equal(
            [new SpendAlert(null, "alert_1", 1000m), new SpendAlert("proj_b", "alert_2", 0.5m)],
            await Directory.ReadSpendAlertsAsync(Projects, Cancellation));
    }

    [Fact]
    public async Task Users_KeyLacksTheScope_SaysWhichOne()
    {
        OpenAi.Answer(403, PageJson.Error("Nope"));

        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => Directory.ReadUsersAsync(Cancellation));

        Assert.Equal(PollOutcome.Forbidden, failure.Outcome);
        Assert.Contains("api.management.read", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data":[{"id":"proj_a"}],"has_more":true,"last_id":null}""")]
    [InlineData("""{"data":null,"has_more":false}""")]
    [InlineData("""<html>""")]
    [InlineData("""{"data":[{"id":5}]}""")]
    public async Task Projects_AnswerThatMakesNoSense_IsMalformedNotEmpty(string answer)
    {
        OpenAi.Answer(answer);

        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => Directory.ReadProjectsAsync(Cancellation));

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
    }

    [Fact]
    public async Task Projects_SameCursorTwice_IsMalformed()
    {
        const string More = """{"data":[{"id":"proj_a"}],"has_more":true,"last_id":"proj_a"}""";
        OpenAi.Answer(More).Answer(More);

        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => Directory.ReadProjectsAsync(Cancellation));

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
    }
}
