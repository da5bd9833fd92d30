using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests;

public class SurfacePollerTests
{
    private readonly TestClock _clock = new("2026-11-20T12:00:00Z");
    private readonly FakeSource _source = new();
    private readonly FakeObserver _observer = new();
    private readonly RecordingLogger _log = new();
    private readonly SurfacePoller _poller;
    private int _published;

    public SurfacePollerTests() => _poller = new SurfacePoller(
        "acme", _source, Costs(), new PollContext(_observer, () => _published++, () => 0.5, _clock, _log));

    [Fact]
    public async Task Poll_First_ReadsTheWholeHistory()
    {
        await _poller.PollAsync(TestContext.Current.CancellationToken);

        Assert.Equal("2026-09-17 to 2026-11-20", _source.Queries.Single().Window.ToString());
    }

    [Fact]
    public async Task Poll_AfterAFullRead_ReadsTheUnsettledDaysOnly()
    {
        await PollAfter(TimeSpan.Zero, TimeSpan.FromMinutes(15));

        Assert.Equal("2026-11-17 to 2026-11-20", _source.Queries[1].Window.ToString());
    }

    [Fact]
    public async Task Poll_ADayAfterTheFullRead_ReadsTheWholeHistoryAgain()
    {
        await PollAfter(TimeSpan.Zero, TimeSpan.FromHours(23), TimeSpan.FromHours(1));

        Assert.Equal([65, 5, 65], _source.Queries.Select(query => query.Window.Days));
    }

    [Fact]
    public async Task Poll_RevisedDays_AreReplacedNotAdded()
    {
        Set("2026-11-18", 100m);
        Set("2026-11-19", 5800m);
        await PollAfter(TimeSpan.Zero);
        Set("2026-11-19", 5797m);
        Unset("2026-11-18");
        await PollAfter(TimeSpan.FromMinutes(15));

        Assert.Equal((5797m, 0m), (Usd("2026-11-19"), Usd("2026-11-18")));
    }

    [Fact]
    public async Task Poll_DaysBeforeTheWindow_StayAsTheyWere()
    {
        Set("2026-10-01", 42m);
        await PollAfter(TimeSpan.Zero);
        Unset("2026-10-01");
        await PollAfter(TimeSpan.FromMinutes(15));

        Assert.Equal(42m, Usd("2026-10-01"));
    }

    [Fact]
    public async Task Poll_AfterAnOutageOfThreeDays_ReadsEveryDayThatWasUnsettledBefore()
    {
        await PollAfter(TimeSpan.Zero, TimeSpan.FromHours(13));
        _source.Failure = Failed(PollOutcome.ServerError);
        await PollAfter(TimeSpan.FromHours(11), TimeSpan.FromHours(24), TimeSpan.FromMinutes(37));
        _source.Failure = null;
        _source.Queries.Clear();
        await PollAfter(TimeSpan.FromMinutes(5));

        // Last read on the 21st, so the 18th was not settled then; it is the 22nd now.
        Assert.Equal("2026-11-18 to 2026-11-22", _source.Queries.Single().Window.ToString());
    }

    [Fact]
    public async Task Poll_FailedFullReadWithDataAtHand_DoesNotKeepTodayFromBeingRead()
    {
        await PollAfter(TimeSpan.Zero);
        _source.Failure = Failed(PollOutcome.Timeout);
        await PollAfter(TimeSpan.FromHours(24));
        _source.Failure = null;
        await PollAfter(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(45));

        Assert.Equal([65, 65, 5, 65], _source.Queries.Select(query => query.Window.Days));
    }

    [Fact]
    public async Task Poll_Fails_KeepsTheLastGoodDaysAndSaysWhyOnce()
    {
        Set("2026-11-20", 7m);
        await PollAfter(TimeSpan.Zero);
        var before = _poller.Ledger.Current;
        _source.Failure = Failed(PollOutcome.RateLimited, TimeSpan.FromMinutes(40));
        var failure = await _poller.PollAsync(TestContext.Current.CancellationToken);

        Assert.Same(before, _poller.Ledger.Current);
        Assert.Equal(TimeSpan.FromMinutes(40), failure!.RetryAfter);
        Assert.Equal(1, _published);
        Assert.Equal([PollOutcome.Ok, PollOutcome.RateLimited], _observer.Reports.Select(report => report.Outcome));
        Assert.Equal("Poll failed, the last good data stays: acme costs rate_limited OpenAI is not well.", Assert.Single(_log.At(LogLevel.Warning)));
    }

    [Fact]
    public async Task Poll_SomethingUnforeseen_IsAnOutcomeAndItsMessageIsNotLogged()
    {
        _source.Failure = new InvalidOperationException("sk-admin-secret");
        await _poller.PollAsync(TestContext.Current.CancellationToken);

        Assert.Equal(PollOutcome.Malformed, Assert.Single(_observer.Reports).Outcome);
        Assert.Null(_poller.Ledger.Current);
        Assert.DoesNotContain(_log.Lines, line => line.Text.Contains("sk-admin"));
    }

    [Fact]
    public async Task Poll_ThatMidnightFallsInto_LosesAndDoublesNothing()
    {
        _clock.Step(DateTimeOffset.Parse("2026-11-20T23:59:59Z"));
        Set("2026-11-19", 10m);
        Set("2026-11-20", 20m);
        await PollAfter(TimeSpan.Zero);

        // A read begins before midnight, and ends after it with what was known when it began.
        _source.Hold = new TaskCompletionSource();
        var poll = _poller.PollAsync(TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _source.Hold.SetResult();
        await poll;
        Assert.Equal((10m, 20m), (Usd("2026-11-19"), Usd("2026-11-20")));
        Assert.False(_poller.Ledger.Current!.Known.Contains(Some.Date("2026-11-21")), "A day that was not asked for is unknown, not zero.");

        // The next read sees what came late for the 20th, and the first of the 21st.
        _source.Hold = null;
        Set("2026-11-20", 23m);
        Set("2026-11-21", 1m);
        await PollAfter(TimeSpan.FromMinutes(1));
        Assert.Equal((10m, 23m, 1m), (Usd("2026-11-19"), Usd("2026-11-20"), Usd("2026-11-21")));
    }

    [Fact]
    public async Task Poll_FinishedDayRevised_RemembersWhatItWasWhenFirstComplete()
    {
        Set("2026-11-20", 50m);
        await PollAfter(TimeSpan.Zero);
        Assert.False(_poller.Ledger.Current!.FirstCompleteTotals.ContainsKey(Some.Day), "A running day is not complete.");

        Set("2026-11-20", 58m);
        await PollAfter(TimeSpan.FromHours(12.5));
        Set("2026-11-20", 57m);
        await PollAfter(TimeSpan.FromHours(1));

        Assert.Equal((58m, 57m), (_poller.Ledger.Current!.FirstCompleteTotals[Some.Day], Usd("2026-11-20")));
    }

    [Fact]
    public async Task Poll_ClockStepsBack_ForgetsTheDaysThatHaveNotComeYet()
    {
        _clock.Step(DateTimeOffset.Parse("2026-11-25T12:00:00Z"));
        await PollAfter(TimeSpan.Zero);
        _clock.Step(DateTimeOffset.Parse("2026-11-20T12:00:00Z"));
        Set("2026-11-20", 3m);
        await PollAfter(TimeSpan.FromMinutes(15));

        Assert.Equal("2026-11-20", _poller.Ledger.Current!.Known.Last.ToString());
        Assert.Equal(3m, Usd("2026-11-20"));
    }

    [Fact]
    public async Task Poll_ClockStepsBack_ReadsTheWholeHistoryOnce()
    {
        await PollAfter(TimeSpan.Zero);
        _clock.Step(DateTimeOffset.Parse("2026-11-18T12:00:00Z"));
        await PollAfter(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15));

        Assert.Equal("2026-09-15 to 2026-11-18", _source.Queries[1].Window.ToString());
        Assert.Equal("2026-11-15 to 2026-11-18", _source.Queries[2].Window.ToString());
    }

    [Fact]
    public async Task Poll_HistoryShorterThanAsked_KnowsOnlyTheDaysThatWereRead()
    {
        _source.OldestDay = Some.Date("2026-11-01");
        await PollAfter(TimeSpan.Zero);

        Assert.Equal("2026-11-01", _poller.Ledger.Current!.Known.Start.ToString());
    }

    [Fact]
    public async Task Run_IntervalPasses_PollsAgainAndEndsWhenStopped()
    {
        using var stopping = new CancellationTokenSource();
        var run = _poller.RunAsync(stopping.Token);
        await UntilAsync(() => _observer.Reports.Count == 1 && _clock.WaitingTimers == 1);
        _clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Single(_observer.Reports);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => _observer.Reports.Count == 2);
        await stopping.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Run_MidnightComesBeforeTheInterval_PollsTheNewDayAtOnce()
    {
        _clock.Step(DateTimeOffset.Parse("2026-11-20T23:55:00Z"));
        using var stopping = new CancellationTokenSource();
        var run = _poller.RunAsync(stopping.Token);
        await UntilAsync(() => _observer.Reports.Count == 1 && _clock.WaitingTimers == 1);
        _clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(2));
        await UntilAsync(() => _observer.Reports.Count == 2);
        await stopping.CancelAsync();
        await run;

        Assert.Equal("2026-11-21", _source.Queries[1].Window.Last.ToString());
    }

    private static SurfacePlan Costs() => new()
    {
        Surface = Surface.Costs,
        GroupBy = [Dimension.ProjectId, Dimension.LineItem],
        Interval = TimeSpan.FromMinutes(15),
        HistoryDays = 65,
        SettleDays = 4,
    };

    private static SpendSourceException Failed(PollOutcome outcome, TimeSpan? retryAfter = null) =>
        new(outcome, "OpenAI is not well.") { RetryAfter = retryAfter };

    private static Task UntilAsync(Func<bool> condition) => Eventually.True(condition, "The poller did not get there.");

    private async Task PollAfter(params TimeSpan[] pauses)
    {
        foreach (var pause in pauses)
        {
            _clock.Advance(pause);
            await _poller.PollAsync(TestContext.Current.CancellationToken);
        }
    }

    private void Set(string day, decimal usd) => _source.Usd[Some.Date(day)] = usd;

    private void Unset(string day) => _source.Usd.Remove(Some.Date(day));

    private decimal Usd(string day) => _poller.Ledger.Current!.Find(Some.Date(day))!.TotalUsd();
}
