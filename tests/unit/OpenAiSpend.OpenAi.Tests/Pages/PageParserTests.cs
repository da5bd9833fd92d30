using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Tests.Fakes;
using OpenAiSpend.TestKit;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Pages;

public sealed class PageParserTests
{
    private const string Midnight = "1794960000";

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<html><body>Bad gateway</body></html>")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"page\"")]
    [InlineData("{}")]
    [InlineData("""{"error":{"message":"no"}}""")]
    [InlineData("""{"data":null,"has_more":false}""")]
    [InlineData("""{"data":{},"has_more":false}""")]
    [InlineData("""{"data":[],"data":[],"has_more":false}""")]
    [InlineData("""{"data":[null],"has_more":false}""")]
    [InlineData("""{"data":[1],"has_more":false}""")]
    [InlineData("""{"data":[],"has_more":"false"}""")]
    [InlineData("""{"data":[],"has_more":0}""")]
    [InlineData("""{"data":[],"next_page":"page_x"}""")]
    [InlineData("""{"data":[],"has_more":false} {}""")]
    [InlineData("""{"data":[],"has_more":false""")]
    [InlineData("""{"data":[{"start_time":1794960000,"results":[{"amount":{"value":1""")]
    [InlineData("""{"data":[{"results":[]}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":null,"results":[]}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":"today","results":[]}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":-86400,"results":[]}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":9e18,"results":[]}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":9223372036854775807,"results":[]}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":1794960001,"results":[]}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":1794960000}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":1794960000,"results":null}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":1794960000,"results":{}}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":1794960000,"results":[],"result":[]}],"has_more":false}""")]
    public async Task Parse_NotAPage_IsMalformedAndNotRetried(string body)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(body);

        var failure = await test.FailAsync();

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.Single(test.OpenAi.Requests);
    }

    [Fact]
    public async Task Parse_DeepNesting_IsMalformed()
    {
        using var test = new TestSource();
        test.OpenAi.Answer($"{{\"x\":{new string('[', 100_000)}");

        Assert.Equal(PollOutcome.Malformed, (await test.FailAsync()).Outcome);
    }

    [Fact]
    public async Task Parse_Html_SaysWhatCameInstead()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(200, "<html>\r\n<title>Sign\u0007 in</title>" + new string('x', 500), "text/html; charset=utf-8");

        var failure = await test.FailAsync();

        Assert.StartsWith("The answer for costs makes no sense: it is not JSON, or not all of it (at byte 0 of line 1).", failure.Message, StringComparison.Ordinal);
        Assert.Contains("531 bytes beginning with \"<html> <title>Sign in</title>xxx", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("…\", of type text/html; charset=utf-8.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Message, char.IsControl);
    }

    [Fact]
    public async Task Parse_EmptyBody_SaysSo()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(200, "", "");

        Assert.Equal(
            "The answer for costs makes no sense: there is nothing in it. It is an empty body, without a content type.",
            (await test.FailAsync()).Message);
    }

    [Theory]
    [InlineData("""{"data":[{"start_time":S,"end_time":1795046400,"results":[ROW]}],"has_more":false,"next_page":null}""")]
    [InlineData("""{"data":[{"start_time":S,"result":[ROW]}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":S,"result":null,"results":[ROW]}],"has_more":false}""")]
    [InlineData("""{"has_more":false,"next_page":null,"data":[{"results":[ROW],"note":{"start_time":5},"start_time":S}]}""")]
    [InlineData("""{"data":[{"start_time":S,"end_time":"soon","results":[ROW],"x":[{"y":[]}]}],"x":{"data":[]},"has_more":false,"next_page":"ignored"}""")]
    [InlineData("""{"data":[{"start_time":S,"results":[ROW]}]}""")]
    [InlineData("\uFEFF{\"data\":[{\"start_time\":S,\"results\":[ROW]}],\"has_more\":false}\n\n")]
    public async Task Parse_PageInAnyShape_IsRead(string body)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(body.Replace("S", Midnight, StringComparison.Ordinal).Replace("ROW", Cost("1.5"), StringComparison.Ordinal));

        var bucket = Assert.Single((await test.ReadAsync()).Buckets);

        Assert.Equal(Some.Date("2026-11-18"), bucket.Day);
        Assert.Equal(bucket.Day.Next.Start, bucket.End);
        Assert.Equal(1.5m, bucket.Total(0));
    }

    [Fact]
    public async Task Parse_QuietDayAndDayThatDidNotCome_AreToldApart()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page(Bucket("2026-11-18"), Bucket("2026-11-19", Cost("1"))));

        Assert.Equal([("2026-11-18", 0), ("2026-11-19", 1)], (await test.ReadAsync()).Buckets.Select(bucket => (bucket.Day.ToString(), bucket.Count)));
    }

    [Fact]
    public async Task Parse_BrokenNamesOfMembers_AreSkipped()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(
            $$$"""{"\ud800":1,"data":[{"\udc00":2,"\u0073tart_time":{{{TestSource.Window.Start.StartUnixSeconds}}},"results":[{"\ud800amount":{"value":9},"amount":{"\ud800":7,"value":1}}]}],"has_more":false,"\ud800":1}""");

        Assert.Equal(1m, Assert.Single((await test.ReadAsync()).Buckets).Total(0));
    }

    [Fact]
    public async Task Parse_NoDayAtAll_IsAReadingWithoutBuckets()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page());

        Assert.Empty((await test.ReadAsync()).Buckets);
    }

    [Fact]
    public async Task Parse_DayOfWhichNoRowIsUsed_IsNotAQuietDay()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page(Bucket("2026-11-18", Cost("\"bad\""), "null"), Bucket("2026-11-19", Cost("1"))));

        var reading = await test.ReadAsync();

        Assert.Equal("2026-11-19", Assert.Single(reading.Buckets).Day.ToString());
        Assert.Equal(2, reading.RejectedRows.Values.Sum());
    }

    [Fact]
    public async Task Parse_QuietDayThatComesAgainWithRows_HasThem()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page(Bucket("2026-11-18"), Bucket("2026-11-18", Cost("2")), Bucket("2026-11-18")));

        Assert.Equal(2m, Assert.Single((await test.ReadAsync()).Buckets).Total(0));
    }

    [Fact]
    public async Task Parse_DayOutsideTheWindow_RejectsAllItsRows()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page(Bucket("2026-11-17", Cost("1"), Cost("2"), Cost("\"bad\"")), Bucket("2026-11-20", Cost("3")), Bucket("2026-11-21", Cost("1"))));

        var reading = await test.ReadAsync();

        Assert.Equal(3m, Assert.Single(reading.Buckets).Total(0));
        Assert.Equal((RejectionReasons.OutsideWindow, 4), reading.RejectedRows.Select(pair => (pair.Key, pair.Value)).Single());
    }

    [Theory]
    [InlineData("2026-11-20T15:00:00Z", "2026-11-20T14:55:00Z", "2026-11-20T14:55:00Z")]
    [InlineData("2026-11-20T15:00:00Z", "2026-11-21T00:00:00Z", "2026-11-20T15:00:00Z")]
    [InlineData("2026-11-20T15:00:00Z", "2026-11-22T00:00:00Z", "2026-11-20T15:00:00Z")]
    [InlineData("2026-11-20T15:00:00Z", "2026-11-19T00:00:00Z", "2026-11-20T15:00:00Z")]
    [InlineData("2026-11-21T00:00:10Z", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z")]
    [InlineData("2026-11-21T09:00:00Z", "2026-11-20T14:55:00Z", "2026-11-20T14:55:00Z")]
    [InlineData("2026-11-19T23:59:00Z", "2026-11-20T00:01:00Z", "2026-11-20T00:00:00Z")]
    public async Task Parse_EndOfABucket_IsNeitherAfterTheDayNorAfterNow(string now, string endTime, string expected)
    {
        using var test = new TestSource();
        test.Clock.Step(DateTimeOffset.Parse(now));
        var end = DateTimeOffset.Parse(endTime).ToUnixTimeSeconds();
        test.OpenAi.Answer(Page($$"""{"start_time":{{TestSource.Window.Last.StartUnixSeconds}},"end_time":{{end}},"results":[{{Cost("1")}}]}"""));

        Assert.Equal(DateTimeOffset.Parse(expected), Assert.Single((await test.ReadAsync()).Buckets).End);
    }

    [Fact]
    public async Task Parse_ManyStrings_SharesEqualOnes()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page(Bucket("2026-11-18", Cost("1", project: "proj_a")), Bucket("2026-11-19", Cost("1", project: "proj_a"))));

        var buckets = (await test.ReadAsync(TestSource.Costs(Dimension.ProjectId))).Buckets;

        Assert.Same(buckets[0].Dimensions(0)[0], buckets[1].Dimensions(0)[0]);
    }
}
