using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Budgets;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests;

public class DirectoryPollerTests
{
    private readonly TestClock _clock = new("2026-11-20T12:00:00Z");
    private readonly FakeDirectorySource _source = new();
    private readonly FakeObserver _observer = new();
    private readonly RecordingLogger _log = new();

    [Fact]
    public async Task Run_Start_ReadsEveryPartOnceAndProjectsFirst()
    {
        var poller = Poller(new DirectoryPlan());
        await RunAsync(poller, () => Polls() == 5);

        Assert.Equal(["projects", "users", "api_keys", "spend_limits", "spend_alerts"], _source.Reads);
        Assert.Equal("proj_a", Assert.Single(_source.ProjectsAskedFor!.Value).Id);
        var directory = poller.Ledger.Current;
        Assert.Equal("Search", Assert.Single(directory.Projects!.Value).Name);
        Assert.Equal(100m, Assert.Single(directory.SpendLimits!.Value).Usd);
        Assert.Empty(directory.SpendAlerts!.Value);
    }

    [Fact]
    public async Task Run_NoAddressesWanted_KeepsNames()
    {
        var poller = Poller(new DirectoryPlan());
        await RunAsync(poller, () => Polls() == 5);

        Assert.Equal(new User("user-1", "Ada", null), Assert.Single(poller.Ledger.Current.Users!.Value));
    }

    [Fact]
    public async Task Run_OnlyAddressesWanted_KeepsNoName()
    {
        var poller = Poller(new DirectoryPlan { UserNames = false, UserEmails = true });
        await RunAsync(poller, () => Polls() == 5);

        Assert.Equal(new User("user-1", string.Empty, "ada@acme.example"), Assert.Single(poller.Ledger.Current.Users!.Value));
    }

    [Fact]
    public async Task Run_NothingAboutPeopleWanted_DoesNotEvenReadUsers()
    {
        var poller = Poller(new DirectoryPlan { UserNames = false });
        await RunAsync(poller, () => Polls() == 4);

        Assert.DoesNotContain("users", _source.Reads);
        Assert.Null(poller.Ledger.Current.Users);
    }

    [Fact]
    public async Task Run_KeyMayNotReadNames_LosesThatPartAndSaysSoOnce()
    {
        _source.Failures["users"] = new SpendSourceException(PollOutcome.Forbidden, "The key lacks the scope api.management.read.");
        var poller = Poller(new DirectoryPlan());
        await RunAsync(poller, () => Polls() == 5, TimeSpan.FromHours(3), () => _source.Reads.Count(read => read == "users") >= 3);

        Assert.Null(poller.Ledger.Current.Users);
        Assert.NotNull(poller.Ledger.Current.ApiKeys);
        Assert.Contains("users forbidden", Assert.Single(_log.At(LogLevel.Warning)));
        Assert.All(_observer.Reports.Where(report => report.Surface.Name == "users"), report => Assert.Equal(PollOutcome.Forbidden, report.Outcome));
    }

    [Fact]
    public async Task Run_FailureThatMayPass_IsTriedAgainWithinMinutesAndKeepsTheLastGoodNames()
    {
        var poller = Poller(new DirectoryPlan());
        _source.Failures["users"] = new SpendSourceException(PollOutcome.Network, "No route.");
        await RunAsync(poller, () => Polls() == 5, TimeSpan.FromMinutes(6), () => _source.Reads.Count(read => read == "users") == 2);

        Assert.Equal(1, _source.Reads.Count(read => read == "projects"));
        Assert.NotNull(poller.Ledger.Current.Projects);
    }

    [Fact]
    public async Task Run_BudgetOfProjectsThatOpenAiDoesNotList_SaysSoOnceAndNamesThem()
    {
        var poller = Poller(
            new DirectoryPlan(),
            new Budget { Name = "search", Projects = ["proj_a", "proj_slip"] },
            new Budget { Name = "chat", Team = "chat", Projects = ["proj_elsewhere"] },
            new Budget { Name = "shared", Team = "shared", Projects = ["proj_a", "proj_elsewhere"] },
            new Budget { Name = "everything" });
        await RunAsync(poller, () => Polls() == 5, TimeSpan.FromHours(3), () => _source.Reads.Count(read => read == "projects") >= 2);

        Assert.Collection(
            _log.At(LogLevel.Warning),
            warning => Assert.EndsWith("acme search proj_slip", warning),
            warning => Assert.EndsWith("acme chat proj_elsewhere", warning));
    }

    private int Polls() => _observer.Reports.Count;

    private DirectoryPoller Poller(DirectoryPlan plan, params ImmutableArray<Budget> budgets) =>
        new("acme", _source, plan, budgets, new PollContext(_observer, () => { }, () => 0.5, _clock, _log));

    private async Task RunAsync(DirectoryPoller poller, Func<bool> firstRound, TimeSpan on = default, Func<bool>? then = null)
    {
        using var stopping = new CancellationTokenSource();
        var run = poller.RunAsync(stopping.Token);
        await Eventually.True(firstRound, "The first round did not end.");
        for (var passed = TimeSpan.Zero; then is not null && !then() && passed < on; passed += TimeSpan.FromMinutes(1))
        {
            await Eventually.True(() => _clock.WaitingTimers > 0, "The poller does not wait for its next poll.");
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        if (then is not null)
        {
            await Eventually.True(then, "The later polls did not come.");
        }

        await stopping.CancelAsync();
        await run;
    }
}
