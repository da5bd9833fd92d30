using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
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
    public async Task ApiKeys_TellTheirOwnersAndTimes_AndWhatIsNullIsUnknown()
    {
        OpenAi
            .Answer("""{"data":[{"id":"key_1","name":"laptop","owner":{"type":"user","user":{"id":"user-1"}},"created_at":1700000000,"last_used_at":1700000100,"expires_at":1700000200}],"has_more":false}""")
            .Answer("""{"data":[{"id":"key_2","name":"ci","owner":{"type":"service_account","service_account":{"id":"svc-1"}},"created_at":1700000000,"last_used_at":null},{"id":"key_3","owner":[1],"created_at":"soon"}],"has_more":false}""");

        Assert.Equal(
            [
                new ApiKey("key_1", "laptop", "proj_a") { OwnerType = "user", OwnerId = "user-1", CreatedAt = 1700000000, LastUsedAt = 1700000100, ExpiresAt = 1700000200 },
                new ApiKey("key_2", "ci", "proj_b") { OwnerType = "service_account", OwnerId = "svc-1", CreatedAt = 1700000000 },
                new ApiKey("key_3", "key_3", "proj_b"),
            ],
            await Directory.ReadApiKeysAsync(Projects, Cancellation));
    }

    [Fact]
    public async Task AdminApiKeys_AreReadWithTheirExpiry()
    {
        OpenAi.Answer("""{"data":[{"id":"key_a","name":"exporter","expires_at":1800000000,"owner":{}},{"id":"key_b","name":"terraform","expires_at":null}],"has_more":false}""");

        Assert.Equal([new AdminApiKey("key_a", "exporter", 1800000000), new AdminApiKey("key_b", "terraform", null)], await Directory.ReadAdminApiKeysAsync(Cancellation));
        Assert.Equal("/v1/organization/admin_api_keys?limit=100", Assert.Single(OpenAi.Urls).PathAndQuery);
    }

    [Fact]
    public async Task RateLimits_OfWantedModels_AreReadOfEachProject()
    {
        OpenAi
            .Answer("""{"data":[{"id":"rl-1","model":"gpt-5","max_requests_per_1_minute":500,"max_tokens_per_1_minute":30000},{"id":"rl-2","model":"o9","max_tokens_per_1_minute":1}],"has_more":false}""")
            .Answer("""{"data":[{"id":"rl-3","model":"gpt-image","max_images_per_1_minute":5,"max_audio_megabytes_per_1_minute":7,"max_requests_per_1_day":9,"batch_1_day_max_input_tokens":11,"max_tokens_per_1_minute":null}],"has_more":false}""");

        var limits = await Directory.ReadRateLimitsAsync(Projects, static (project, model) => project is "proj_a" or "proj_b" && model != "o9", Cancellation);

        Assert.Equal(
            [
                new RateLimit("proj_a", "gpt-5") { RequestsPerMinute = 500, TokensPerMinute = 30000 },
                new RateLimit("proj_b", "gpt-image") { ImagesPerMinute = 5, AudioMegabytesPerMinute = 7, RequestsPerDay = 9, BatchInputTokensPerDay = 11 },
            ],
            limits);
        Assert.Equal(["/v1/organization/projects/proj_a/rate_limits?limit=100", "/v1/organization/projects/proj_b/rate_limits?limit=100"], OpenAi.Urls.Select(url => url.PathAndQuery));
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
    public async Task Projects_OfTheConfigurationThatAreNotListed_AreSaidOnce()
    {
        _test.Options.ProjectIds = ["proj_a", "proj_foreign"];
        for (var read = 0; read < 3; read++)
        {
            OpenAi.Answer("""{"data":[{"id":"proj_a"},{"id":"proj_b"}],"has_more":false}""");
            Assert.Equal(2, (await Directory.ReadProjectsAsync(Cancellation)).Length);
        }

        var line = Assert.Single(_test.Logs.Lines, line => line.Level == LogLevel.Warning).Text;
        Assert.EndsWith("check project_ids: acme proj_foreign", line, StringComparison.Ordinal);
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

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    public async Task ApiKeys_EveryProjectRefuses_FailsAndDoesNotPassForNone(int status)
    {
        OpenAi.Answer(status, PageJson.Error("first")).Answer(status, PageJson.Error("second"));

        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => Directory.ReadApiKeysAsync(Projects, Cancellation));

        Assert.Equal(PollOutcome.BadRequest, failure.Outcome);
        Assert.Contains("first", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApiKeys_NoActiveProject_AreNone() =>
        Assert.Empty(await Directory.ReadApiKeysAsync([new("proj_old", "Pilot", "archived")], Cancellation));

    [Fact]
    public async Task ApiKeys_OneProjectRefusesAgainAndAgain_IsSaidOnce()
    {
        for (var read = 0; read < 3; read++)
        {
            OpenAi.Answer(400, PageJson.Error("Project is gone")).Answer("""{"data":[],"has_more":false}""");
            await Directory.ReadApiKeysAsync(Projects, Cancellation);
        }

        var line = Assert.Single(_test.Logs.Lines, line => line.Level == LogLevel.Warning).Text;
        Assert.StartsWith("api_keys of acme are missing for 1 of 2 projects: ", line, StringComparison.Ordinal);
        Assert.Contains("Project is gone", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpendLimits_SetForNobody_AreNone()
    {
        OpenAi.Otherwise = _ => FakeOpenAi.Response(404, PageJson.Error("No spend limit is set"));

        Assert.Empty(await Directory.ReadSpendLimitsAsync(Projects, Cancellation));
    }

    [Fact]
    public async Task SpendLimits_EveryProjectRefuses_Fails()
    {
        OpenAi.Answer(404).Answer(400).Answer(400);

        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => Directory.ReadSpendLimitsAsync(Projects, Cancellation));

        Assert.Equal(PollOutcome.BadRequest, failure.Outcome);
    }

    [Fact]
    public async Task SpendAlerts_EveryProjectRefuses_Fails()
    {
        OpenAi.Answer("""{"data":[],"has_more":false}""").Answer(404).Answer(404);

        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => Directory.ReadSpendAlertsAsync(Projects, Cancellation));

        Assert.Equal(PollOutcome.BadRequest, failure.Outcome);
    }

    [Fact]
    public async Task SpendLimits_ThresholdThatIsNoNumber_IsMalformedAndNotNone()
    {
        OpenAi.Answer("""{"threshold_amount":"much","currency":"USD"}""");

        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => Directory.ReadSpendLimitsAsync([], Cancellation));

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
    }

    [Fact]
    public async Task SpendLimits_CentsAndUnset_AreDollarsAndNothing()
    {
        OpenAi
            .Answer("""{"object":"organization.spend_limit","threshold_amount":1234550,"currency":"USD","interval":"month","enforcement":{"status":"enforcing"}}""")
            .Answer(404, PageJson.Error("No spend limit is set"))
            .Answer("""{"object":"project.spend_limit","threshold_amount":7000,"currency":"USD","interval":"month"}""");

        Assert.Equal([new SpendLimit(null, 12345.50m) { IsEnforced = true }, new SpendLimit("proj_b", 70m)], await Directory.ReadSpendLimitsAsync(Projects, Cancellation));
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
    [InlineData("""{"data":[null],"has_more":false}""")]
    [InlineData("""{"data":{"id":"proj_a"},"has_more":false}""")]
    [InlineData("""{"data":[{"id":"proj_a"}],"has_more":"true","last_id":"proj_a"}""")]
    [InlineData("""[]""")]
    [InlineData("")]
    public async Task Projects_AnswerThatMakesNoSense_IsMalformedNotEmpty(string answer)
    {
        OpenAi.Answer(answer);

        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => Directory.ReadProjectsAsync(Cancellation));

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
    }

    [Fact]
    public async Task Projects_BrokenItems_CostNoOther()
    {
        OpenAi.Answer("""
            {"data":[null,7,"x",[],{},{"id":"proj_a","name":"Sear\ud800ch"},{"id":"proj_b","name":17,"status":["x"],"archived_at":"never"},
            {"\ud800":1,"id":"proj_c","name":"Chat","\udc00x":2}],"has_more":false}
            """);

        Assert.Equal(
            [new Project("proj_a", "Sear\uFFFDch", "active"), new Project("proj_b", "proj_b", "active"), new Project("proj_c", "Chat", "active")],
            await Directory.ReadProjectsAsync(Cancellation));
    }

    [Fact]
    public async Task Users_ByteOrderMarkBeforeTheList_IsSkipped()
    {
        OpenAi.Answer("\uFEFF" + """{"data":[{"id":"user-1","name":"Ada"}],"has_more":false}""");

        Assert.Equal("Ada", Assert.Single(await Directory.ReadUsersAsync(Cancellation)).Name);
    }

    [Fact]
    public async Task Users_NameTooLong_IsCutWithAMark()
    {
        OpenAi.Answer($$"""{"data":[{"id":"user-1","name":"{{new string('x', 5000)}}"}],"has_more":false}""");

        Assert.Equal(new string('x', 4093) + "…", Assert.Single(await Directory.ReadUsersAsync(Cancellation)).Name);
    }

    [Fact]
    public async Task SpendAlerts_JunkThreshold_CostsThatAlertAlone()
    {
        OpenAi.Answer("""{"data":[{"id":"alert_1","threshold_amount":"much"},{"id":"alert_2","threshold_amount":50},null],"has_more":false}""");

        Assert.Equal("alert_2", Assert.Single(await Directory.ReadSpendAlertsAsync([], Cancellation)).Id);
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
