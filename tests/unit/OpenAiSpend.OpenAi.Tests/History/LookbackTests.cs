using System.Web;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Tests.Fakes;
using OpenAiSpend.TestKit;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.History;

public sealed class LookbackTests
{
    private static readonly SurfaceQuery TwoYears = TestSource.Query(Surface.Embeddings, "2024-11-21", "2026-11-21");

    [Theory]
    [InlineData("The earliest start is 2025-11-20.", "2025-11-20")]
    [InlineData("The earliest start is 2025-11-20T00:00:00Z.", "2025-11-20")]
    [InlineData("The earliest start is 2025-11-20T15:04:05.123Z", "2025-11-21")]
    [InlineData("The earliest start is 2025-11-20 15:04:05 UTC", "2025-11-21")]
    [InlineData("The earliest start is 2025-11-20T01:00:00+02:00", "2025-11-20")]
    [InlineData("start_time must be at least 1763596800", "2025-11-20")]
    [InlineData("start_time must be at least 1763596801.", "2025-11-21")]
    [InlineData("start_time 1732147200 (2024-11-21) is too old, use 2025-11-20 or later", "2025-11-20")]
    [InlineData("between 2025-11-20 and 2026-11-20", "2025-11-20")]
    public async Task ReadAsync_OlderThanTheHistory_StartsWhereItStarts(string message, string start)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(400, Error(message, "reporting_lookback_exceeded", "start_time")).Answer(Page());

        var reading = await test.ReadAsync(TwoYears);

        Assert.Equal(Some.Date(start), reading.Window.Start);
        Assert.Equal(TwoYears.Window.End, reading.Window.End);
        Assert.Equal($"OpenAI keeps no days before {start}: what is older is not read.", Assert.Single(reading.Notices));
        Assert.Equal($"{Some.Date(start).StartUnixSeconds}", HttpUtility.ParseQueryString(test.OpenAi.Urls.Last().Query)["start_time"]);
    }

    [Theory]
    [InlineData("Too old.")]
    [InlineData("The earliest start is 2024-11-21")]
    [InlineData("The earliest start is 2020-01-01")]
    [InlineData("The earliest start is 2026-11-21")]
    [InlineData("The earliest start is 2026-11-20T10:00:00Z")]
    [InlineData("The earliest start is 2025-13-45")]
    [InlineData("See request 9763596800123 or req-1763596800")]
    public async Task ReadAsync_NoUsableDate_IsABadRequest(string message)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(400, Error(message, "reporting_lookback_exceeded"));

        var failure = await test.FailAsync(TwoYears);

        Assert.Equal(PollOutcome.BadRequest, failure.Outcome);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Single(test.OpenAi.Requests);
    }

    [Fact]
    public async Task ReadAsync_HistoryThatKeepsMoving_GivesUp()
    {
        using var test = new TestSource();
        var day = Some.Date("2025-01-01");
        test.OpenAi.Otherwise = _ => FakeOpenAi.Response(400, Error($"Not before {day = day.Next}", "reporting_lookback_exceeded"));

        Assert.Equal(PollOutcome.BadRequest, (await test.FailAsync(TwoYears)).Outcome);
        Assert.Equal(4, test.OpenAi.Requests.Count);
    }

    [Fact]
    public async Task ReadAsync_SameDateAgain_IsToldOnce()
    {
        using var test = new TestSource();
        var dates = new Queue<string>(["2025-11-20", "2025-11-20", "2025-11-21"]);
        test.OpenAi.Otherwise = url => HttpUtility.ParseQueryString(url.Query)["start_time"] == "1732147200"
            ? FakeOpenAi.Response(400, Error($"Not before {dates.Dequeue()}", "reporting_lookback_exceeded"))
            : FakeOpenAi.Response(200, Page());

        var notices = new[] { await test.ReadAsync(TwoYears), await test.ReadAsync(TwoYears), await test.ReadAsync(TwoYears) }
            .Select(reading => reading.Notices.Length);

        Assert.Equal([1, 0, 1], notices);
    }

    [Fact]
    public async Task ReadAsync_OtherCode_IsNotTakenForIt()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(400, Error("Not before 2025-11-20", "invalid_request_error", "start_time"));

        Assert.Equal(PollOutcome.BadRequest, (await test.FailAsync(TwoYears)).Outcome);
    }
}
