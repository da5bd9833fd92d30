using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Requests;

public sealed class RetryTests
{
    [Theory]
    [InlineData(408, PollOutcome.Timeout)]
    [InlineData(409, PollOutcome.ServerError)]
    [InlineData(429, PollOutcome.RateLimited)]
    [InlineData(500, PollOutcome.ServerError)]
    [InlineData(503, PollOutcome.ServerError)]
    [InlineData(529, PollOutcome.ServerError)]
    public async Task Status_ThatMayPass_IsTriedFourTimes(int status, PollOutcome outcome)
    {
        using var test = new TestSource();
        test.OpenAi.Otherwise = _ => FakeOpenAi.Response(status, "");

        var failure = await test.FailAsync();

        Assert.Equal(outcome, failure.Outcome);
        Assert.Equal(Enumerable.Repeat(("acme", (Surface)Surface.Costs, (int?)status), 4), test.Observer.Ended);
        Assert.Equal(Enumerable.Repeat(("acme", (Surface)Surface.Costs, outcome), 3), test.Observer.Retried);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(302)]
    [InlineData(204)]
    public async Task Status_ThatWillNotPass_IsNotRetried(int status)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(status);

        await test.FailAsync();

        Assert.Single(test.OpenAi.Requests);
        Assert.Empty(test.Observer.Retried);
    }

    [Fact]
    public async Task Retry_ThatSucceeds_ReadsOnWithTheSamePage()
    {
        using var test = new TestSource();
        test.OpenAi
            .Answer(More("next", Bucket("2026-11-18", Cost("1"))))
            .Answer(500)
            .Fail(new HttpRequestException())
            .Answer(Page(Bucket("2026-11-19", Cost("2"))));

        var reading = await test.ReadAsync();

        Assert.Equal(3m, reading.Buckets.Sum(bucket => bucket.Total(0)));
        Assert.Equal(2, reading.Pages);
        Assert.Equal([200, 500, null, 200], test.Observer.Ended.Select(ended => ended.Status));
        Assert.Equal([PollOutcome.ServerError, PollOutcome.Network], test.Observer.Retried.Select(retried => retried.Reason));
        Assert.Single(test.OpenAi.Urls.Skip(1).Distinct());
    }

    [Fact]
    public async Task Body_CutInTheMiddle_IsReadAgainAndNothingCountedTwice()
    {
        using var test = new TestSource();
        using var cut = new StreamContent(new CutStream(Page(Bucket("2026-11-18", Cost("1")))));
        test.OpenAi.Answer(cut).Answer(Page(Bucket("2026-11-18", Cost("1"))));

        var reading = await test.ReadAsync();

        Assert.Equal(1m, Assert.Single(reading.Buckets).Total(0));
        Assert.Equal([PollOutcome.Network], test.Observer.Retried.Select(retried => retried.Reason));
    }

    [Fact]
    public async Task Backoff_FirstRetry_WaitsAboutASecond()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(500).Answer(Page());
        var read = test.Source.ReadAsync(TestSource.Costs(), TestContext.Current.CancellationToken);
        await test.UntilRetryWaitsAsync();

        Assert.Single(test.OpenAi.Requests);
        test.Clock.Advance(TimeSpan.FromSeconds(3));
        await read;
    }

    [Theory]
    [InlineData("Retry-After", "12", 12_000)]
    [InlineData("Retry-After", "30", 30_000)]
    [InlineData("Retry-After", "Fri, 20 Nov 2026 15:00:12 GMT", 12_000)]
    [InlineData("Retry-After", "1.5", 1_500)]
    [InlineData("retry-after-ms", "2500", 2_500)]
    public async Task RetryAfter_ThatFits_IsWaitedForExactly(string header, string value, int milliseconds)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(429, "", "", (header, value)).Answer(Page());
        var read = test.Source.ReadAsync(TestSource.Costs(), TestContext.Current.CancellationToken);
        await test.UntilRetryWaitsAsync();

        test.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.Equal(2, test.Clock.WaitingTimers);
        test.Clock.Advance(TimeSpan.FromMilliseconds(1));

        await read;
        Assert.Equal(2, test.OpenAi.Requests.Count);
    }

    [Fact]
    public async Task RetryAfterMs_BesidesRetryAfter_GoesFirst()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(429, "", "", ("Retry-After", "20"), ("retry-after-ms", "100")).Answer(Page());
        var read = test.Source.ReadAsync(TestSource.Costs(), TestContext.Current.CancellationToken);
        await test.UntilRetryWaitsAsync();

        test.Clock.Advance(TimeSpan.FromMilliseconds(100));
        await read;
    }

    [Theory]
    [InlineData("31", 31)]
    [InlineData("3600", 3600)]
    [InlineData("Fri, 20 Nov 2026 15:10:00 GMT", 600)]
    [InlineData("3601", 3600)]
    [InlineData("31536000", 3600)]
    [InlineData("99999999999999999999999999", 3600)]
    [InlineData("Sat, 20 Nov 2027 15:00:00 GMT", 3600)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 3600)]
    public async Task RetryAfter_LongerThanAReadMayWait_EndsAtOnceAndIsObeyedUpToAnHour(string value, int seconds)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(429, Error("Slow down"), "application/json", ("Retry-After", value));

        var failure = await test.FailAsync();

        Assert.Equal(PollOutcome.RateLimited, failure.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(seconds), failure.RetryAfter);
        Assert.Single(test.OpenAi.Requests);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("")]
    [InlineData("Fri, 20 Nov 2026 14:00:00 GMT")]
    public async Task RetryAfter_ThatMakesNoSense_IsAsIfAbsent(string value)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(429, "", "", ("Retry-After", value)).Answer(Page());

        await test.ReadAsync();

        Assert.Equal(2, test.OpenAi.Requests.Count);
    }

    [Fact]
    public async Task RetryAfter_LongerThanTheReadHasLeft_EndsAtOnce()
    {
        using var test = new TestSource();
        var attempts = 0;

        // Each second request waits 30 s: nine such waits leave less than 31 s.
        test.OpenAi.Otherwise = _ => FakeOpenAi.Response(++attempts % 2 == 0 ? 200 : 429, More($"p{attempts}", Bucket("2026-11-18")), "", ("Retry-After", "30"));

        var failure = await test.FailAsync();

        Assert.Equal(PollOutcome.RateLimited, failure.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(30), failure.RetryAfter);
        Assert.Equal(9, test.Observer.Retried.Count);
    }

    [Fact]
    public async Task Server_WithRetryAfter_StaysAServerError()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(503, "", "", ("Retry-After", "120"));

        var failure = await test.FailAsync();

        Assert.Equal((PollOutcome.ServerError, TimeSpan.FromMinutes(2)), (failure.Outcome, failure.RetryAfter));
    }

    /// <summary>A body whose connection breaks half way.</summary>
    private sealed class CutStream(string body) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(body[..(body.Length / 2)]))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0
                ? read
                : throw new HttpIOException(HttpRequestError.ResponseEnded);
    }
}
