using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests;

public class DirectoryPollerTests
{
    private readonly TestClock _clock = new("2026-11-20T12:00:00Z");
    private readonly FakeDirectorySource _source = new();
    private readonly RecordingLogger _log = new();
    private readonly PollContext _context;
    private readonly OrganizationLedger _ledger = new("acme", Surface.Directory, static () => { });
    private Task _usageRead = Task.CompletedTask;

    public DirectoryPollerTests() => _context = new PollContext(static () => 0.5, _clock, _log);

    [Fact]
    public async Task Run_Start_ReadsEveryPartOnceAndProjectsFirst()
    {
        var poller = Poller(new DirectorySchedule());
        await RunAsync(poller, () => Polls() == 7);

        Assert.Equal(["projects", "users", "admin_api_keys", "api_keys", "spend_limits", "spend_alerts", "rate_limits"], _source.Reads);
        Assert.Equal("proj_a", Assert.Single(_source.ProjectsAskedFor!.Value).Id);
        var directory = Directory;
        Assert.Equal("Search", Assert.Single(directory.Projects!.Value).Name);
        Assert.Equal(100m, Assert.Single(directory.SpendLimits!.Value).Usd);
        Assert.Empty(directory.SpendAlerts!.Value);
    }

    [Fact]
    public async Task Run_NoAddressesWanted_KeepsNames()
    {
        var poller = Poller(new DirectorySchedule());
        await RunAsync(poller, () => Polls() == 7);

        Assert.Equal(new User("user-1", "Ada", null), Assert.Single(Directory.Users!.Value));
    }

    [Fact]
    public async Task Run_OnlyAddressesWanted_KeepsNoName()
    {
        var poller = Poller(new DirectorySchedule { UserNames = false, UserEmails = true });
        await RunAsync(poller, () => Polls() == 7);

        Assert.Equal(new User("user-1", string.Empty, "ada@acme.example"), Assert.Single(Directory.Users!.Value));
    }

    [Fact]
    public async Task Run_NothingAboutPeopleWanted_DoesNotEvenReadUsers()
    {
        var poller = Poller(new DirectorySchedule { UserNames = false });
        await RunAsync(poller, () => Polls() == 6);

        Assert.DoesNotContain("users", _source.Reads);
        Assert.Null(Directory.Users);
    }

    [Fact]
    public async Task Run_KeyMayNotReadNames_LosesThatPartAndSaysSoOnce()
    {
        _source.Failures["users"] = new SpendSourceException(PollOutcome.Forbidden, "The key lacks the scope api.management.read.");
        var poller = Poller(new DirectorySchedule());
        await RunAsync(poller, () => Polls() == 7, TimeSpan.FromHours(3), () => _source.Reads.Count(read => read == "users") >= 3);

        Assert.Null(Directory.Users);
        Assert.NotNull(Directory.ApiKeys);
        _context.Failures.Flush();
        Assert.Contains("users forbidden", Assert.Single(_log.At(LogLevel.Warning)));
        Assert.Equal(_ledger.HealthOf(Surface.Users).Polls.Values.Sum(), _ledger.HealthOf(Surface.Users).Polls[PollOutcome.Forbidden]);
    }

    [Fact]
    public async Task Run_FailureThatMayPass_IsTriedAgainWithinMinutesAndKeepsTheLastGoodNames()
    {
        var poller = Poller(new DirectorySchedule());
        _source.Failures["users"] = new SpendSourceException(PollOutcome.Network, "No route.");
        await RunAsync(poller, () => Polls() == 7, TimeSpan.FromMinutes(6), () => _source.Reads.Count(read => read == "users") == 2);

        Assert.Equal(1, _source.Reads.Count(read => read == "projects"));
        Assert.NotNull(Directory.Projects);
    }

    [Theory]
    [InlineData(PollOutcome.Unauthorized)]
    [InlineData(PollOutcome.Forbidden)]
    [InlineData(PollOutcome.ServerError)]
    public async Task Run_ProjectsNeverRead_FailsWhatDependsOnThemWithTheirOutcome(PollOutcome outcome)
    {
        _source.Failures["projects"] = new SpendSourceException(outcome, "OpenAI is not well.");
        await RunAsync(Poller(new DirectorySchedule()), () => Polls() == 7);

        Assert.Equal(["projects", "users", "admin_api_keys"], _source.Reads);
        Assert.All(
            new[] { Surface.Projects, Surface.ApiKeys, Surface.SpendLimits, Surface.SpendAlerts, Surface.RateLimits },
            surface => Assert.Equal(outcome, _ledger.HealthOf(surface).Outcome));
        Assert.Contains("OpenAI is not well.", _ledger.HealthOf(Surface.ApiKeys).Error);
        Assert.Equal((null, null, null), (Directory.ApiKeys, Directory.SpendLimits, Directory.SpendAlerts));
    }

    [Fact]
    public async Task Run_ProjectsAreThereAtLast_ReadsWhatDependsOnThemAtOnce()
    {
        _source.Failures["projects"] = new SpendSourceException(PollOutcome.Network, "No route.");
        var poller = Poller(new DirectorySchedule());
        await RunAsync(
            poller,
            () => Polls() == 7 && _source.Failures.Remove("projects"),
            TimeSpan.FromMinutes(6),
            () => Directory is { ApiKeys: not null, SpendLimits: not null, SpendAlerts: not null });

        Assert.True(_clock.GetUtcNow() <= DateTimeOffset.Parse("2026-11-20T12:06:00Z"), "They waited for their turn.");
    }

    [Fact]
    public async Task Run_RateLimits_AreThoseOfUsedModelsByTheNamesThatUsageHas()
    {
        Use("gpt-5-2025-08-07", "gpt-4o");
        _source.RateLimits =
        [
            Limit("gpt-5", 1), Limit("gpt-5-mini", 2), Limit("gpt-4o", 3), Limit("gpt-4o-2024-08-06", 4), Limit("gpt-unused", 5),
        ];
        await RunAsync(Poller(new DirectorySchedule()), () => Polls() == 7);

        Assert.Equal([("proj_a", "gpt-4o", 3m), ("proj_a", "gpt-5-2025-08-07", 1m)], Directory.RateLimits!.Value.Select(static limit => (limit.ProjectId, limit.Model, limit.TokensPerMinute)));
    }

    [Fact]
    public async Task Run_UsageIsNotReadYet_RateLimitsWaitForIt()
    {
        var usageRead = new TaskCompletionSource();
        _usageRead = usageRead.Task;
        await RunAsync(Poller(new DirectorySchedule()), () => Polls() == 6 && Directory.SpendAlerts is not null && usageRead.TrySetResult(), then: () => Polls() == 7);

        Assert.NotNull(Directory.RateLimits);
    }

    private static RateLimit Limit(string model, decimal tokens) => new("proj_a", model) { TokensPerMinute = tokens };

    private void Use(params string[] models) => _ledger.Change(numbers => numbers with
    {
        Surfaces = [Some.Known(Surface.Completions, Some.Day, Some.Bucket(
            Surface.Completions, Some.Day, [.. models.Select(static model => Some.Row.Of(("project_id", "proj_a"), ("model", model)).With("input_tokens", 1m))]))],
    });

    private OrganizationDirectory Directory => _ledger.Current.Numbers.Directory;

    private long Polls() => _ledger.Current.Health.Sum(static health => health.Polls.Values.Sum());

    private DirectoryPoller Poller(DirectorySchedule schedule) => new("acme", _source, new ReportSettings(new AccountingOptions(), schedule), _ledger, _usageRead, _context);

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
