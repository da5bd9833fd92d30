using System.Web;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.History;

public sealed class RefusedGroupingTests : IDisposable
{
    private const string NoSource =
        "OpenAI does not group completions by api_source for this organization or these days: completions are read without it, and with it again after a day.";

    private static readonly SurfaceQuery BySource = new(Surface.Completions, [Dimension.Model, Dimension.ApiSource], TestSource.Window);

    private readonly TestSource _test = new();

    [Fact]
    public async Task ReadAsync_NewDimensionIsRefused_IsReadWithoutItAndSaidOnce()
    {
        Refuse("api_source");

        var first = await _test.ReadAsync(BySource);
        var second = await _test.ReadAsync(BySource);

        Assert.Equal(["model,api_source", "model", "model"], Asked());
        Assert.Equal([Dimension.Model], first.GroupBy);
        Assert.Equal([NoSource], first.Notices);
        Assert.Empty(second.Notices);
    }

    [Fact]
    public async Task ReadAsync_ADayAfterTheRefusal_AsksAgainAndTakesWhatItGets()
    {
        Refuse("api_source");
        await _test.ReadAsync(BySource);
        Refuse();

        _test.Clock.Advance(TimeSpan.FromHours(24));
        var reading = await _test.ReadAsync(BySource);

        Assert.Equal(["model,api_source", "model", "model,api_source"], Asked());
        Assert.Equal(BySource.GroupBy, reading.GroupBy);
    }

    [Theory]
    [InlineData("user_id", "project_id,user_id,api_source", "project_id,api_source")]
    [InlineData("api_source", "project_id,user_id,api_source", "project_id,user_id")]
    [InlineData("user_id api_source", "project_id,user_id,api_source", "project_id,api_source", "project_id")]
    public async Task ReadAsync_CostsBySeveralNewDimensions_LeavesOutWhatTheMessageNames(string refused, params string[] asked)
    {
        Refuse(refused.Split(' '));

        await _test.ReadAsync(TestSource.Costs(Dimension.ProjectId, Dimension.UserId, Dimension.ApiSource));

        Assert.Equal(asked, Asked());
    }

    [Fact]
    public async Task ReadAsync_RefusedWithoutNamingAnything_LeavesOutOneAfterTheOther()
    {
        _test.OpenAi.Answer(400, Error("Bad request")).Answer(400, Error("Bad request")).Answer(Page(Bucket(TestSource.Window.Start)));

        await _test.ReadAsync(TestSource.Costs(Dimension.UserId, Dimension.ApiSource));

        Assert.Equal(["user_id,api_source", "user_id", ""], Asked());
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(404, true)]
    [InlineData(403, true)]
    public async Task ReadAsync_NothingToLeaveOut_Fails(int status, bool bySource)
    {
        _test.OpenAi.Answer(status, Error("No api_source"));

        await _test.FailAsync(bySource ? BySource : TestSource.Query(Surface.Completions, "2026-11-18", "2026-11-21", Dimension.UserId));

        Assert.Single(_test.OpenAi.Requests);
    }

    [Theory]
    [InlineData(404, true)]
    [InlineData(400, false)]
    [InlineData(403, false)]
    public async Task ReadAsync_Fails_SaysWhetherTheSurfaceIsOffered(int status, bool isNotOffered)
    {
        _test.OpenAi.Answer(status, Error("No"));

        var failure = await _test.FailAsync(new SurfaceQuery(Surface.Decisions, [], TestSource.Window));

        Assert.Equal(isNotOffered, failure.IsNotOffered);
    }

    public void Dispose() => _test.Dispose();

    private void Refuse(params string[] dimensions) => _test.OpenAi.Otherwise = url =>
        dimensions.FirstOrDefault(dimension => GroupBy(url).Split(',').Contains(dimension)) is { } refused
            ? FakeOpenAi.Response(400, Error($"Grouping by {refused} is not supported.", "invalid_request_error", "group_by"))
            : FakeOpenAi.Response(200, Page(Bucket(TestSource.Window.Start)));

    private IEnumerable<string> Asked() => _test.OpenAi.Urls.Select(GroupBy);

    private static string GroupBy(Uri url) => HttpUtility.ParseQueryString(url.Query)["group_by[]"] ?? "";
}
