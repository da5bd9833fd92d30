using System.Web;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Pages;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Pages;

public sealed class PageReaderTests
{
    [Fact]
    public async Task ReadAsync_OnePage_AsksForWholeDaysFromMidnightToMidnight()
    {
        using var test = new TestSource();
        test.Options.ProjectIds = ["proj_a", "proj/b&c"];
        test.OpenAi.Answer(Page());

        await test.ReadAsync(TestSource.Costs(Dimension.ProjectId, Dimension.LineItem));

        Assert.Equal(
            "https://api.openai.com/v1/organization/costs?start_time=1794960000&end_time=1795219200&bucket_width=1d&limit=3"
            + "&group_by%5B%5D=project_id&group_by%5B%5D=line_item&project_ids%5B%5D=proj_a&project_ids%5B%5D=proj%2Fb%26c",
            Assert.Single(test.OpenAi.Urls).AbsoluteUri);
    }

    [Theory]
    [InlineData("costs", "&line_items%5B%5D=gpt-5%2C%20output&line_items%5B%5D=evals%20%7C%20a%26b%3D%2B")]
    [InlineData("decisions", "")]
    public async Task ReadAsync_LineItems_AreAskedOfCostsAloneByTheirExactNames(string surface, string filter)
    {
        using var test = new TestSource();
        test.Options.LineItems = ["gpt-5, output", "evals | a&b=+"];
        test.OpenAi.Answer(Page());

        await test.ReadAsync(TestSource.Query(Surface.Buckets.Single(s => s.Name == surface), "2026-11-20", "2026-11-21"));

        Assert.EndsWith($"&limit=1{filter}", Assert.Single(test.OpenAi.Urls).AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("costs", "2026-11-20", "1")]
    [InlineData("costs", "2026-08-01", "112")]
    [InlineData("costs", "2025-12-10", "180")]
    [InlineData("embeddings", "2026-11-01", "20")]
    [InlineData("embeddings", "2026-08-01", "31")]
    public async Task ReadAsync_Window_AsksForNoMoreBucketsThanItHoldsOrAPageMay(string surface, string start, string limit)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page());

        await test.ReadAsync(TestSource.Query(Surface.Buckets.Single(s => s.Name == surface), start, "2026-11-21"));

        Assert.Equal(limit, HttpUtility.ParseQueryString(Assert.Single(test.OpenAi.Urls).Query)["limit"]);
    }

    [Fact]
    public async Task ReadAsync_SeveralPages_FollowsTheCursorAndKeepsTheRestOfTheQuery()
    {
        using var test = new TestSource();
        test.OpenAi
            .Answer(More("page_AA+/cqsYA=", Bucket("2026-11-20", Cost("1"))))
            .Answer(More("page 2&x=1", Bucket("2026-11-18", Cost("2"))))
            .Answer(Page(Bucket("2026-11-19", Cost("3"))));

        var reading = await test.ReadAsync();

        var urls = test.OpenAi.Urls.Select(url => url.AbsoluteUri).ToArray();
        Assert.Equal([urls[0], urls[0] + "&page=page_AA%2B%2FcqsYA%3D", urls[0] + "&page=page%202%26x%3D1"], urls);
        Assert.Equal(3, reading.Pages);
        Assert.Equal(["2026-11-18", "2026-11-19", "2026-11-20"], reading.Buckets.Select(bucket => bucket.Day.ToString()));
        Assert.Equal([2m, 3m, 1m], reading.Buckets.Select(bucket => bucket.Total(0)));
        Assert.Equal(TestSource.Window, reading.Window);
    }

    [Fact]
    public async Task ReadAsync_SeveralPages_TellsAfterEachHowManyThereAre()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(More("b", Bucket("2026-11-18"))).Answer(More("c", Bucket("2026-11-19"))).Answer(Page(Bucket("2026-11-20")));
        var heard = new Heard();

        await test.ReadAsync(TestSource.Costs() with { PagesRead = heard });

        Assert.Equal([1, 2, 3], heard.Pages);
    }

    [Fact]
    public async Task ReadAsync_AnswersWithADate_TellsThatOfTheLast()
    {
        using var test = new TestSource();
        test.OpenAi
            .Answer(200, More("b", Bucket("2026-11-18")), "application/json", ("Date", "Fri, 20 Nov 2026 15:07:00 GMT"))
            .Answer(200, Page(Bucket("2026-11-19")), "application/json", ("Date", "Fri, 20 Nov 2026 15:07:01 GMT"))
            .Answer(200, Page(), "application/json", ("Date", "yesterday"));

        Assert.Equal(DateTimeOffset.Parse("2026-11-20T15:07:01Z"), (await test.ReadAsync()).ServerTime);
        Assert.Null((await test.ReadAsync()).ServerTime);
    }

    [Fact]
    public async Task ReadAsync_MoreRowsThanAreKept_IsRefusedWithWhatToConfigure()
    {
        using var test = new TestSource();
        test.Options.MaxRowsPerRead = 3;
        test.OpenAi
            .Answer(More("b", Bucket("2026-11-18", Cost("1", project: "a"), Cost("1", project: "b"))))
            .Answer(Page(Bucket("2026-11-19", Cost("1", project: "a"))))
            .Answer(More("b", Bucket("2026-11-18", Cost("1", project: "a"), Cost("1", project: "b"))))
            .Answer(Page(Bucket("2026-11-19", Cost("1", project: "a"), Cost("1", project: "b"))));

        Assert.Equal(2, (await test.ReadAsync(TestSource.Costs(Dimension.ProjectId))).Buckets.Length);
        var failure = await test.FailAsync(TestSource.Costs(Dimension.ProjectId));

        Assert.Equal(
            (PollOutcome.Malformed, "There are more than 3 rows of costs in 3 days, too many to keep: take a dimension out of group_by, read fewer days of history, or raise metrics.max_series."),
            (failure.Outcome, failure.Message));
        Assert.Empty(test.Observer.Retried);
    }

    [Fact]
    public void PagesRead_OfAQuery_IsNoPartOfWhatIsAsked()
    {
        var query = TestSource.Costs(Dimension.ProjectId);
        var same = TestSource.Costs(Dimension.ProjectId) with { PagesRead = new Heard() };

        Assert.Equal(query, same);
        Assert.Equal(query.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(query, TestSource.Costs(Dimension.LineItem));
    }

    [Fact]
    public async Task ReadAsync_ClockMovesBetweenPages_KeepsEndTime()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(More("b", Bucket("2026-11-18", Cost("1"))));
        test.OpenAi.Otherwise = _ => FakeOpenAi.Response(200, Page(Bucket("2026-11-19", Cost("1"))));
        test.Clock.Step(DateTimeOffset.Parse("2026-11-20T23:59:59Z"));

        await test.ReadAsync();

        Assert.All(test.OpenAi.Urls, url => Assert.Equal("1795219200", HttpUtility.ParseQueryString(url.Query)["end_time"]));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"  \"")]
    [InlineData("\"first\"")]
    [InlineData("17")]
    [InlineData("{}")]
    public async Task ReadAsync_MoreWithoutANewCursor_IsMalformed(string cursor)
    {
        using var test = new TestSource();
        test.OpenAi
            .Answer(More("first", Bucket("2026-11-18", Cost("1"))))
            .Answer(Page([Bucket("2026-11-19", Cost("1"))], hasMore: true, cursor));

        var failure = await test.FailAsync();

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.Empty(test.Observer.Retried);
    }

    [Fact]
    public async Task ReadAsync_CursorLongerThanAnAddress_IsMalformed()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(More(new string('x', 5000), Bucket("2026-11-18", Cost("1"))));

        Assert.Equal(PollOutcome.Malformed, (await test.FailAsync()).Outcome);
    }

    [Fact]
    public async Task ReadAsync_EmptyPageThatPromisesMore_EndsTheRead()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(More("next", Bucket("2026-11-18", Cost("1")))).Answer(More("again"));

        var reading = await test.ReadAsync();

        Assert.Equal(2, reading.Pages);
        Assert.Equal(1m, Assert.Single(reading.Buckets).Total(0));
    }

    [Fact]
    public async Task ReadAsync_PagesWithoutEnd_IsMalformed()
    {
        using var test = new TestSource();
        test.Options.RequestsPerSecond = 0;
        var page = 0;
        test.OpenAi.Otherwise = _ => FakeOpenAi.Response(200, More($"page_{page++}", Bucket("2026-11-18")));

        var failure = await test.FailAsync();

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.Equal("The pages for costs make no sense: there are more than 1000 pages.", failure.Message);
        Assert.Equal(PageReader.MaxPages, page);
    }

    [Fact]
    public async Task ReadAsync_SameDayTwiceWithTheSameRows_CountsItOnce()
    {
        using var test = new TestSource();
        var bucket = Bucket("2026-11-18", Cost("1", project: "a"), Cost("\"bad\""), Cost("2", project: "b"));
        test.OpenAi.Answer(More("next", bucket)).Answer(Page(bucket));

        var reading = await test.ReadAsync(TestSource.Costs(Dimension.ProjectId));

        Assert.Equal(3m, Assert.Single(reading.Buckets).Total(0));
        Assert.Equal(1, reading.RejectedRows[RejectionReasons.InvalidAmount]);
    }

    [Fact]
    public async Task ReadAsync_SameDayTwiceWithOtherRows_JoinsThem()
    {
        using var test = new TestSource();
        test.OpenAi
            .Answer(More("next", Bucket("2026-11-18", Cost("1", project: "a"))))
            .Answer(Page(Bucket("2026-11-18", Cost("2", project: "b")), Bucket("2026-11-18")));

        var reading = await test.ReadAsync(TestSource.Costs(Dimension.ProjectId));

        Assert.Equal(2, Assert.Single(reading.Buckets).Count);
        Assert.Equal(3m, reading.Buckets[0].Total(0));
    }

    [Fact]
    public async Task ReadAsync_SameDayTwiceWithOtherNumbers_IsMalformed()
    {
        using var test = new TestSource();
        test.OpenAi
            .Answer(More("next", Bucket("2026-11-18", Cost("1", project: "a"))))
            .Answer(Page(Bucket("2026-11-18", Cost("2", project: "a"))));

        var failure = await test.FailAsync(TestSource.Costs(Dimension.ProjectId));

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.Contains("2026-11-18 came twice", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_SameDayInCountlessParts_IsMalformed()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page([.. Enumerable.Range(0, 200).Select(i => Bucket("2026-11-18", Cost("1", project: $"proj_{i}")))]));

        var failure = await test.FailAsync(TestSource.Costs(Dimension.ProjectId));

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.Contains("came in too many parts", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_CountlessBuckets_IsMalformed()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page([.. Enumerable.Repeat(Bucket("2026-11-18"), 1001)]));

        Assert.Contains("more buckets than the API puts on a page", (await test.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_GroupByThatTheSurfaceLacks_ThrowsWithoutAsking()
    {
        using var test = new TestSource();

        await Assert.ThrowsAsync<ArgumentException>(() => test.ReadAsync(TestSource.Costs(Dimension.Model)));
        Assert.Empty(test.OpenAi.Requests);
    }

    private sealed class Heard : IProgress<int>
    {
        public List<int> Pages { get; } = [];

        public void Report(int value) => Pages.Add(value);
    }
}
