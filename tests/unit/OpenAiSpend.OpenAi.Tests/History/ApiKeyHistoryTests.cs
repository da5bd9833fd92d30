using System.Web;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Tests.Fakes;
using OpenAiSpend.TestKit;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.History;

public sealed class ApiKeyHistoryTests
{
    private const string Told = "OpenAI has no API keys in the costs before 2025-12-06: the costs of earlier days are read without them.";

    [Fact]
    public async Task ReadAsync_StartBeforeKeys_ReadsEarlierDaysWithoutThem()
    {
        using var test = Organization();
        var query = TestSource.Query(Surface.Costs, "2025-12-04", "2025-12-09", Dimension.ProjectId, Dimension.ApiKeyId);

        var reading = await test.ReadAsync(query);

        Assert.Equal(
            [
                ("2025-12-04", "2025-12-09", "project_id,api_key_id"),
                ("2025-12-04", "2025-12-06", "project_id"),
                ("2025-12-06", "2025-12-09", "project_id,api_key_id"),
            ],
            test.OpenAi.Urls.Select(Asked));
        Assert.Equal(query.Window, reading.Window);
        Assert.Equal(["2025-12-04", "2025-12-06"], reading.Buckets.Select(bucket => bucket.Day.ToString()));
        Assert.Equal(2, reading.Pages);
        Assert.Equal([Told], reading.Notices);
        Assert.Empty((await test.ReadAsync(query)).Notices);
    }

    [Theory]
    [InlineData("2025-12-06")]
    [InlineData("2025-12-01")]
    public async Task ReadAsync_AllBeforeKeys_ReadsAllWithoutThem(string end)
    {
        using var test = Organization();

        await test.ReadAsync(TestSource.Query(Surface.Costs, "2025-11-25", end, Dimension.ApiKeyId));

        Assert.Equal([("2025-11-25", end, "api_key_id"), ("2025-11-25", end, "")], test.OpenAi.Urls.Select(Asked));
    }

    [Fact]
    public async Task ReadAsync_BeforeKeysAndBeforeTheHistory_DoesBoth()
    {
        using var test = Organization("2025-12-05");

        var reading = await test.ReadAsync(TestSource.Query(Surface.Costs, "2025-01-01", "2025-12-08", Dimension.ApiKeyId));

        Assert.Equal(Some.Date("2025-12-05"), reading.Window.Start);
        Assert.Equal(2, reading.Notices.Length);
        Assert.Equal([("2025-12-05", "2025-12-06", ""), ("2025-12-06", "2025-12-08", "api_key_id")], test.OpenAi.Urls.TakeLast(2).Select(Asked));
    }

    [Theory]
    [InlineData("costs", "2025-12-06", "start_time", true)]
    [InlineData("costs", "2025-12-01", "start_time", false)]
    [InlineData("costs", "2025-12-01", "group_by", true)]
    [InlineData("embeddings", "2025-12-01", "start_time", true)]
    public async Task ReadAsync_OtherBadRequest_IsNotTakenForIt(string surface, string start, string param, bool byKey)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(400, Error("No", "invalid_request_error", param));

        var failure = await test.FailAsync(
            TestSource.Query(Surface.Buckets.Single(s => s.Name == surface), start, "2025-12-09", byKey ? Dimension.ApiKeyId : Dimension.ProjectId));

        Assert.Equal(PollOutcome.BadRequest, failure.Outcome);
        Assert.Single(test.OpenAi.Requests);
    }

    // Refuses what OpenAI refuses, and has one row on the first day of every window.
    private static TestSource Organization(string earliest = "2025-01-01")
    {
        var test = new TestSource();
        test.OpenAi.Otherwise = url =>
        {
            var (start, _, groupBy) = Asked(url);
            return groupBy.Contains("api_key_id", StringComparison.Ordinal) && Some.Date(start) < Some.Date("2025-12-06")
                    && Some.Date(start) >= Some.Date(earliest)
                ? FakeOpenAi.Response(400, Error("Too early for api_key_id", "invalid_request_error", "start_time"))
                : Some.Date(start) < Some.Date(earliest)
                    ? FakeOpenAi.Response(400, Error($"Not before {earliest}", "reporting_lookback_exceeded", "start_time"))
                    : FakeOpenAi.Response(200, Page(Bucket(start, Cost("1"))));
        };
        return test;
    }

    private static (string Start, string End, string GroupBy) Asked(Uri url)
    {
        var query = HttpUtility.ParseQueryString(url.Query);
        return (Day("start_time"), Day("end_time"), query["group_by[]"] ?? "");

        string Day(string name) => Domain.Days.UtcDay.OfUnixSeconds(long.Parse(query[name]!)).ToString();
    }
}
