using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests;

public class SurfacePollerTests
{
    private readonly TestClock _clock = new("2026-11-20T12:00:00Z");
    private readonly FakeSource _source = new();
    private readonly RecordingLogger _log = new();
    private readonly OrganizationLedger _ledger;
    private readonly PollContext _context;
    private readonly SurfacePoller _poller;
    private Func<double> _jitter = static () => 0.5;
    private int _changes;

    public SurfacePollerTests()
    {
        _ledger = new OrganizationLedger("acme", [Surface.Costs], () => _changes++);
        _context = new PollContext(() => _jitter(), _clock, _log);
        _poller = new SurfacePoller("acme", _source.ReadAsync, Costs(), _ledger, _context);
    }

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
    public async Task Poll_ASurfaceThatKeepsWhatIsSettled_NeverReadsTheWholeHistoryAgain()
    {
        var ledger = new OrganizationLedger("acme", [Surface.Traces], static () => { });
        var schedule = Costs() with { Surface = Surface.Traces, GroupBy = [Dimension.Customer, Dimension.Model], HistoryDays = 35, SettleDays = 2, KeepsSettled = true };
        SurfacePoller Poller() => new("acme", _source.ReadAsync, schedule, ledger, new PollContext(() => 0.5, _clock, _log));
        var poller = Poller();
        await poller.PollAsync(TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromHours(25));
        await poller.PollAsync(TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromDays(3));
        await Poller().PollAsync(TestContext.Current.CancellationToken);
        Assert.Equal([35, 3, 5], _source.Queries.Select(static query => query.Window.Days));
    }

    [Theory]
    [InlineData(0, true, false)]
    [InlineData(300, true, false)]
    [InlineData(-301, true, true)]
    [InlineData(3600, true, true)]
    [InlineData(3601, false, true)]
    [InlineData(-3601, false, true)]
    [InlineData(86_400, false, true)]
    public async Task Poll_ClockIsOff_IsSaidAndOverAnHourTodayIsNotKnown(int seconds, bool isTodayKnown, bool isSaid)
    {
        Set("2026-11-19", 5m);
        Set("2026-11-20", 7m);
        _source.ServerTime = _clock.GetUtcNow().AddSeconds(-seconds);
        await PollAfter(TimeSpan.Zero, TimeSpan.Zero);

        var costs = _ledger.Current.Numbers.Find(Surface.Costs)!;
        Assert.Equal(isTodayKnown, costs.IsKnown(Some.Date("2026-11-20")));
        Assert.Equal(5m, Usd("2026-11-19"));
        Assert.Equal((seconds, isSaid), (_ledger.HealthOf(Surface.Costs).ClockSkew!.Value.TotalSeconds, _ledger.HealthOf(Surface.Costs).IsClockOff));
        Assert.Equal(isSaid ? 1 : 0, _log.At(LogLevel.Warning).Count(static line => line.StartsWith("The clock of this machine", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Poll_ClockIsSetRight_TodayIsKnownAgain()
    {
        Set("2026-11-20", 7m);
        _source.ServerTime = _clock.GetUtcNow().AddDays(1);
        await PollAfter(TimeSpan.Zero);
        _source.ServerTime = _clock.GetUtcNow().AddSeconds(1);
        await PollAfter(TimeSpan.Zero);

        Assert.Equal(7m, Usd("2026-11-20"));
        Assert.False(_ledger.HealthOf(Surface.Costs).IsClockOff);
    }

    [Fact]
    public async Task Poll_ClockIsWrongAllOfASudden_WhatWasKnownIsNotShownAsTodays()
    {
        Set("2026-11-20", 7m);
        await PollAfter(TimeSpan.Zero);
        _source.ServerTime = _clock.GetUtcNow().AddDays(1);
        await PollAfter(TimeSpan.Zero);

        Assert.False(_ledger.Current.Numbers.Find(Surface.Costs)!.IsKnown(Some.Date("2026-11-20")));
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
        var before = Known;
        _source.Failure = Failed(PollOutcome.RateLimited, TimeSpan.FromMinutes(40));
        var wait = await _poller.PollAsync(TestContext.Current.CancellationToken);

        Assert.Same(before, Known);
        Assert.Equal(TimeSpan.FromMinutes(40), wait);
        Assert.Equal((PollOutcome.RateLimited, "OpenAI is not well."), (Health.Outcome, Health.Error));
        Assert.Equal((1, 1), (Health.Polls[PollOutcome.Ok], Health.Polls[PollOutcome.RateLimited]));
        _context.Failures.Flush();
        Assert.Equal("Poll failed, the last good data stays: acme costs rate_limited OpenAI is not well.", Assert.Single(_log.At(LogLevel.Warning)));
    }

    [Fact]
    public async Task Poll_Ends_HandsOverNumbersAndHealthInOneChange()
    {
        Set("2026-11-20", 7m);
        await PollAfter(TimeSpan.Zero);

        // One for the page that came, one for the poll.
        Assert.Equal(2, _changes);
        Assert.Equal(
            (PollOutcome.Ok, _clock.GetUtcNow(), _clock.GetUtcNow(), Some.Day.Next.Start, _clock.GetUtcNow().AddMinutes(15)),
            (Health.Outcome!.Value, Health.LastAttempt!.Value, Health.LastSuccess!.Value, Health.DataThrough!.Value, Health.NextPoll!.Value));
        Assert.Null(Health.PagesRead);
    }

    [Fact]
    public async Task Poll_UnderWay_SaysHowManyPagesItHasRead()
    {
        _source.Hold = new TaskCompletionSource();
        var poll = _poller.PollAsync(TestContext.Current.CancellationToken);

        Assert.Equal((null, 1), (Health.Outcome, Health.PagesRead!.Value));
        _source.Hold.SetResult();
        await poll;
    }

    [Fact]
    public async Task Poll_WhoseScheduleThrows_FailsAndGoesOn()
    {
        _jitter = static () => throw new InvalidOperationException("no chance");
        var wait = await _poller.PollAsync(TestContext.Current.CancellationToken);
        Assert.Equal((PollOutcome.Malformed, TimeSpan.FromMinutes(1)), (Health.Outcome!.Value, wait));

        _jitter = static () => 0.5;
        await PollAfter(wait);
        Assert.Equal(PollOutcome.Ok, Health.Outcome);
    }

    [Fact]
    public async Task Poll_NothingChanged_LeavesTheSameObject()
    {
        Set("2026-11-19", 7m);
        await PollAfter(TimeSpan.Zero);
        var before = _ledger.Current.Numbers;
        await PollAfter(TimeSpan.FromMinutes(15));

        Assert.Same(before, _ledger.Current.Numbers);
    }

    [Fact]
    public async Task Poll_DayThatDoesNotComeAnyMore_KeepsWhatWasKnown()
    {
        Set("2026-11-19", 7m);
        await PollAfter(TimeSpan.Zero);
        _source.Missing.Add(Some.Date("2026-11-19"));
        await PollAfter(TimeSpan.FromMinutes(15));

        Assert.Equal(7m, Usd("2026-11-19"));
        Assert.Equal(PollOutcome.Ok, Health.Outcome);
    }

    [Fact]
    public async Task Poll_DayThatNeverCame_IsUnknownAndSaidOnce()
    {
        _source.Missing.Add(Some.Date("2026-11-18"));
        await PollAfter(TimeSpan.Zero, TimeSpan.FromMinutes(15));

        Assert.Null(Known!.Find(Some.Date("2026-11-18")));
        Assert.Equal([Some.Date("2026-11-18")], Known!.MissingDays(Some.Day));
        Assert.EndsWith("acme costs 1 2026-11-18", Assert.Single(_log.At(LogLevel.Warning)));
    }

    [Fact]
    public async Task Poll_DaysBeforeTheFirstBucketEver_AreBeforeTheHistoryAndNotMissing()
    {
        _source.Missing.UnionWith(Enumerable.Range(0, 60).Select(Some.Date("2026-09-17").AddDays));
        await PollAfter(TimeSpan.Zero);
        Assert.Equal((0m, 0), (Usd("2026-09-20"), Known!.MissingDays(Some.Day).Count()));

        // What is known to be history stays so, however the window moves.
        _source.Missing.Clear();
        _source.Missing.Add(Some.Date("2026-11-20"));
        await PollAfter(TimeSpan.FromDays(1));
        Assert.Equal(0m, Usd("2026-11-16"));
    }

    [Fact]
    public async Task Poll_NotASingleDayThatCameBefore_IsAFailedPoll()
    {
        Set("2026-11-20", 7m);
        await PollAfter(TimeSpan.Zero);
        _source.Missing.UnionWith(Enumerable.Range(0, 4).Select(ago => Some.Day.AddDays(-ago)));
        await PollAfter(TimeSpan.FromMinutes(15));

        Assert.Equal((PollOutcome.Malformed, 7m), (Health.Outcome!.Value, Usd("2026-11-20")));
        Assert.Contains("without a single day", Health.Error);
    }

    [Fact]
    public async Task Poll_FirstAnswerWithoutAnyDay_KnowsNothing()
    {
        _source.Missing.UnionWith(Enumerable.Range(0, 65).Select(ago => Some.Day.AddDays(-ago)));
        await PollAfter(TimeSpan.Zero);

        Assert.Equal((null, 64), (Known!.Find(Some.Day), Known!.MissingDays(Some.Day).Count()));
    }

    [Fact]
    public async Task Poll_SomethingUnforeseen_IsAnOutcomeAndItsMessageIsNotLogged()
    {
        _source.Failure = new InvalidOperationException("sk-admin-secret");
        await _poller.PollAsync(TestContext.Current.CancellationToken);

        Assert.Equal(PollOutcome.Malformed, Health.Outcome);
        Assert.Null(Known);
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
        Assert.False(Known!.Window.Contains(Some.Date("2026-11-21")), "A day that was not asked for is unknown, not zero.");

        // The next read sees what came late for the 20th, and the first of the 21st.
        _source.Hold = null;
        Set("2026-11-20", 23m);
        Set("2026-11-21", 1m);
        await PollAfter(TimeSpan.FromMinutes(1));
        Assert.Equal((10m, 23m, 1m), (Usd("2026-11-19"), Usd("2026-11-20"), Usd("2026-11-21")));
    }

    [Fact]
    public async Task Poll_FinishedDayRevised_RemembersWhatItWasWhenPlausiblyComplete()
    {
        Set("2026-11-20", 50m);
        await PollAfter(TimeSpan.Zero);
        Assert.False(Known!.FirstCompleteTotals.ContainsKey(Some.Day), "A running day is not complete.");

        // Costs come hours late: what is known seconds after midnight, or at noon, is not the bill of the day.
        Set("2026-11-20", 56m);
        await PollAfter(TimeSpan.FromHours(12.1));
        Set("2026-11-20", 57.5m);
        await PollAfter(TimeSpan.FromHours(12));
        Assert.False(Known!.FirstCompleteTotals.ContainsKey(Some.Day), "Its bill may lag still.");

        Set("2026-11-20", 58m);
        await PollAfter(TimeSpan.FromHours(12));
        Set("2026-11-20", 57.7m);
        await PollAfter(TimeSpan.FromHours(1));

        Assert.Equal((58m, 57.7m), (Known!.FirstCompleteTotals[Some.Day], Usd("2026-11-20")));
    }

    [Fact]
    public async Task Poll_ClockStepsBack_ForgetsTheDaysThatHaveNotComeYet()
    {
        _clock.Step(DateTimeOffset.Parse("2026-11-25T12:00:00Z"));
        await PollAfter(TimeSpan.Zero);
        _clock.Step(DateTimeOffset.Parse("2026-11-20T12:00:00Z"));
        Set("2026-11-20", 3m);
        await PollAfter(TimeSpan.FromMinutes(15));

        Assert.Equal("2026-11-20", Known!.Window.Last.ToString());
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

        Assert.Equal("2026-11-01", Known!.Window.Start.ToString());
    }

    [Fact]
    public async Task Poll_SurfaceIsNotOffered_FailsEachTimeAndIsLoggedOnceADay()
    {
        _source.Failure = new SpendSourceException(PollOutcome.BadRequest, "OpenAI does not offer it.") { IsNotOffered = true };
        await PollAfter([.. Enumerable.Repeat(TimeSpan.FromHours(1), 24)]);
        _context.Failures.Flush();
        Assert.Equal(24, Health.Polls[PollOutcome.BadRequest]);
        Assert.Single(_log.At(LogLevel.Warning));

        await PollAfter(TimeSpan.FromHours(1));
        _context.Failures.Flush();
        Assert.Equal(2, _log.At(LogLevel.Warning).Count);
    }

    [Fact]
    public async Task Poll_SomethingIsUnknown_IsNamedOnceAndCounted()
    {
        _source.UnknownFields = ["member a"];
        await PollAfter(TimeSpan.Zero, TimeSpan.FromMinutes(15));
        _source.UnknownFields = ["member a", "member b"];
        await PollAfter(TimeSpan.FromMinutes(15));
        _source.Failure = new SpendSourceException(PollOutcome.BadRequest, "No.") { UnknownFields = ["dimension c"] };
        await PollAfter(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15));

        Assert.Equal(["dimension c", "member a", "member b"], Health.UnknownFields);
        Assert.Equal(
            ["acme costs member a", "acme costs member b", "acme costs dimension c"],
            _log.At(LogLevel.Information).Where(static line => line.StartsWith("OpenAI tells", StringComparison.Ordinal)).Select(static line => line.Split(": ")[1]));
    }

    [Fact]
    public async Task Poll_SurfaceIsNotOfferedAgain_IsLoggedWhenThatBegins()
    {
        var notOffered = new SpendSourceException(PollOutcome.BadRequest, "OpenAI does not offer it.") { IsNotOffered = true };
        foreach (var failure in new[] { notOffered, notOffered, null, notOffered, Failed(PollOutcome.BadRequest), Failed(PollOutcome.BadRequest), notOffered })
        {
            _source.Failure = failure;
            await PollAfter(TimeSpan.FromMinutes(5));
            _context.Failures.Flush();
        }

        Assert.Equal(4, _log.At(LogLevel.Warning).Count);
    }

    [Fact]
    public async Task Run_IntervalPasses_PollsAgainAndEndsWhenStopped()
    {
        using var stopping = new CancellationTokenSource();
        var run = _poller.RunAsync(stopping.Token);
        await UntilAsync(() => Polls == 1 && _clock.WaitingTimers == 1);
        _clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(1, Polls);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => Polls == 2);
        await stopping.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Run_MidnightComesBeforeTheInterval_PollsTheNewDayAtOnce()
    {
        _clock.Step(DateTimeOffset.Parse("2026-11-20T23:55:00Z"));
        using var stopping = new CancellationTokenSource();
        var run = _poller.RunAsync(stopping.Token);
        await UntilAsync(() => Polls == 1 && _clock.WaitingTimers == 1);
        _clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(2));
        await UntilAsync(() => Polls == 2);
        await stopping.CancelAsync();
        await run;

        Assert.Equal("2026-11-21", _source.Queries[1].Window.Last.ToString());
    }

    private SurfaceSnapshot? Known => _ledger.Current.Numbers.Find(Surface.Costs);

    private SurfaceHealth Health => _ledger.HealthOf(Surface.Costs);

    private long Polls => Health.Polls.Values.Sum();

    private static PollSchedule Costs() => new()
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

    private decimal Usd(string day) => Known!.Find(Some.Date(day))!.TotalUsd();
}
