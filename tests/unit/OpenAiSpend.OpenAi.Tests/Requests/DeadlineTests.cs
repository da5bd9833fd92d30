using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Requests;

public sealed class DeadlineTests
{
    [Fact]
    public async Task Silence_BeforeTheHeaders_IsATimeoutThatIsRetriedOnce()
    {
        using var test = new TestSource();
        test.OpenAi.Hang().Hang();
        var read = test.Source.ReadAsync(TestSource.Costs(), TestContext.Current.CancellationToken);

        await TestSource.UntilAsync(() => test.OpenAi.Requests.Count == 1);
        test.Clock.Advance(TimeSpan.FromSeconds(20));
        await test.UntilRetryWaitsAsync();
        test.Clock.Advance(TimeSpan.FromSeconds(10));
        await TestSource.UntilAsync(() => test.OpenAi.Requests.Count == 2);
        test.Clock.Advance(TimeSpan.FromSeconds(20));

        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => read);
        Assert.Equal(PollOutcome.Timeout, failure.Outcome);
        Assert.Equal("Nothing came from api.openai.com for 20 seconds.", failure.Message);
        Assert.Equal([PollOutcome.Timeout], test.Observer.Retried.Select(retried => retried.Reason));
        Assert.Equal([null, null], test.Observer.Ended.Select(ended => ended.Status));
    }

    [Fact]
    public async Task Silence_ShorterThanTheLimit_IsNoTimeout()
    {
        using var test = new TestSource();
        using var body = new StreamContent(new SlowStream(test, Page(Bucket("2026-11-18", Cost("1")))[..8], TimeSpan.FromSeconds(19)));
        test.OpenAi.Answer(body);

        // Eight bytes in 152 seconds are slow, but they came; that they are no page is another matter.
        Assert.Equal(PollOutcome.Malformed, (await test.FailAsync()).Outcome);
    }

    [Fact]
    public async Task Read_LongerThanTheDeadline_IsATimeoutThatIsNotRetried()
    {
        using var test = new TestSource();
        using var body = new StreamContent(new SlowStream(test, new string(' ', 1_000_000), TimeSpan.FromSeconds(19)));
        test.OpenAi.Answer(body);

        var failure = await test.FailAsync();

        Assert.Equal(PollOutcome.Timeout, failure.Outcome);
        Assert.Equal("Reading costs took longer than 5 minutes and was given up.", failure.Message);
        Assert.Empty(test.Observer.Retried);
    }

    [Fact]
    public async Task Read_ThatWaitsForTheGateTooLong_IsATimeout()
    {
        using var test = new TestSource();
        test.Options.RequestsPerSecond = 0.001;
        test.Options.Burst = 1;
        test.OpenAi.Answer(More("next", Bucket("2026-11-18", Cost("1"))));
        var read = test.Source.ReadAsync(TestSource.Costs(), TestContext.Current.CancellationToken);
        await TestSource.UntilAsync(() => test.Observer.Ended.Count == 1 && test.Clock.WaitingTimers == 2);

        test.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(PollOutcome.Timeout, (await Assert.ThrowsAsync<SpendSourceException>(() => read)).Outcome);
    }

    [Fact]
    public async Task Connection_ThatTakesTooLong_IsATimeout()
    {
        using var test = new TestSource();
        test.OpenAi.Fail(new TaskCanceledException("connect", new TimeoutException())).Fail(new TaskCanceledException());

        var failure = await test.FailAsync();

        Assert.Equal((PollOutcome.Timeout, "No connection to api.openai.com could be made in time."), (failure.Outcome, failure.Message));
        Assert.Equal(2, test.OpenAi.Requests.Count);
    }

    [Fact]
    public async Task Caller_ThatCancelsARequest_GetsItsCancellation()
    {
        using var test = new TestSource();
        using var caller = new CancellationTokenSource();
        test.OpenAi.Hang();
        var read = test.Source.ReadAsync(TestSource.Costs(), caller.Token);
        await TestSource.UntilAsync(() => test.OpenAi.Requests.Count == 1);

        await caller.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(caller.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task Caller_ThatCancelsAWait_GetsItsCancellation()
    {
        using var test = new TestSource();
        using var caller = new CancellationTokenSource();
        test.OpenAi.Answer(500);
        var read = test.Source.ReadAsync(TestSource.Costs(), caller.Token);
        await test.UntilRetryWaitsAsync();

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(0, test.Clock.WaitingTimers);
    }

    [Fact]
    public async Task Caller_ThatCancelledBefore_CausesNoRequest()
    {
        using var test = new TestSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => test.Source.ReadAsync(TestSource.Costs(), new CancellationToken(true)));

        Assert.Empty(test.OpenAi.Requests);
    }

    [Fact]
    public async Task Read_ThatEnds_LeavesNoTimerBehind()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(500).Answer(Page());

        await test.ReadAsync();

        Assert.Equal(0, test.Clock.WaitingTimers);
    }

    /// <summary>Gives one byte at a time, each after a pause on the test's clock.</summary>
    private sealed class SlowStream(TestSource test, string body, TimeSpan pause) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(body))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            test.Clock.Advance(pause);
            await Task.Yield();
            return await base.ReadAsync(buffer[..1], cancellationToken);
        }
    }
}
