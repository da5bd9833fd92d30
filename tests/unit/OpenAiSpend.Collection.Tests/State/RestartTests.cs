using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Collection.State;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests.State;

/// <summary>What a restart keeps.</summary>
public sealed class RestartTests : IDisposable
{
    private static readonly UtcDay Yesterday = Some.Day.AddDays(-1);

    private readonly TemporaryFolder _temporary = new();
    private readonly TestClock _clock = new("2026-11-20T12:00:00Z");
    private readonly FakeSource _source = new();
    private readonly FakeDirectorySource _directory = new();
    private readonly RecordingLogger _log = new();
    private readonly StateIdentity _identity = new("acme", SomeState.Source);

    public RestartTests()
    {
        _source.Usd[Yesterday] = 10.00m;
        _source.Usd[Some.Day] = 4m;
    }

    private string FilePath => Path.Combine(_temporary.Path, _identity.FileName);

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Start_StateAndASourceThatHangs_PublishesAtOnceWithTheTrueAge()
    {
        var readAt = _clock.GetUtcNow();
        await RunOnceAsync();
        _clock.Advance(TimeSpan.FromMinutes(20));
        _source.Hold = new TaskCompletionSource();
        await using var run = await Run.StartAsync(this, Plan());

        var costs = run.Costs!;
        Assert.Equal((10.00m, 4m), (costs.Find(Yesterday)!.TotalUsd(), costs.Find(Some.Day)!.TotalUsd()));
        Assert.Equal("Search", Assert.Single(run.Directory.Projects!.Value).Name);
        Assert.Equal([.. Surface.Directory.Append(Surface.Costs).Select(static surface => surface.Name).Order()], run.Restored);
        var health = run.Now.Health.Single(static health => health.Surface == Surface.Costs);
        Assert.Equal((readAt, Some.Day.Next.Start, null), (health.LastSuccess, health.DataThrough, health.LastAttempt));
        Assert.Contains(_log.At(LogLevel.Information), line => line == $"State restored: acme 8 {FilePath}");
        Assert.Empty(_log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task Start_State_ReadsTheWholeHistoryAndGoesOn()
    {
        await RunOnceAsync();
        _source.Queries.Clear();
        _source.Usd[Some.Day] = 5m;
        await using var run = await Run.StartAsync(this, Plan());
        await run.FirstRoundAsync();

        Assert.Equal(65, _source.Queries[0].Window.Days);
        await Eventually.True(() => run.Costs!.Find(Some.Day)!.TotalUsd() == 5m, "The new amount is not published.");
    }

    [Fact]
    public async Task Start_DayRevisedBeforeAndAfter_StillKnowsWhatItWasWhenFirstComplete()
    {
        var complete = Yesterday.AddDays(-1);
        _source.Usd[complete] = 10.00m;
        await RunOnceAsync();
        _source.Usd[complete] = 9.5m;
        await using (var second = await Run.StartAsync(this, Plan()))
        {
            await second.FirstRoundAsync();
        }

        _source.Usd[complete] = 9.25m;
        await using var third = await Run.StartAsync(this, Plan());
        await third.FirstRoundAsync();
        await Eventually.True(() => third.Costs!.Find(complete)!.TotalUsd() == 9.25m, "The new amount is not published.");
        Assert.Equal("10.00", $"{third.Costs!.FirstCompleteTotals[complete]}");
    }

    [Fact]
    public async Task Start_StateOfDaysAgo_ShowsItsDaysAndDoesNotKnowToday()
    {
        await RunOnceAsync();
        _clock.Advance(TimeSpan.FromDays(3));
        _source.Hold = new TaskCompletionSource();
        await using var run = await Run.StartAsync(this, Plan());

        Assert.Equal(Some.Day.AddDays(3), run.Now.Today);
        Assert.Equal(4m, run.Costs!.Find(Some.Day)!.TotalUsd());
        Assert.Null(run.Costs.Find(Some.Day.Next));

        _source.Hold.SetResult();
        await run.FirstRoundAsync();
        await Eventually.True(() => run.Costs!.Window.Contains(Some.Day.AddDays(3)), "Today is not published.");
        Assert.Equal(4m, run.Costs!.FirstCompleteTotals[Some.Day]);
    }

    [Fact]
    public async Task Start_StateOlderThanTheHistory_IsForgottenWithTheFirstPoll()
    {
        await RunOnceAsync();
        _clock.Advance(TimeSpan.FromDays(100));
        await using var run = await Run.StartAsync(this, Plan());
        await run.FirstRoundAsync();
        await Eventually.True(() => run.Costs!.Window.Contains(Some.Day.AddDays(100)), "Today is not published.");

        Assert.Equal(65, run.Costs!.Window.Days);
        Assert.Equal(0m, run.Costs.Buckets.Sum(static bucket => bucket.TotalUsd()));
    }

    [Fact]
    public async Task Start_ClockWasAhead_DaysOfTheFutureGoWithTheFirstPollAndTheDataDoNotLookFresh()
    {
        _source.Usd[Some.Day.AddDays(5)] = 7m;
        _clock.Step(Some.Day.AddDays(5).Start.AddHours(12));
        await RunOnceAsync();
        _clock.Step(Some.Day.Start.AddHours(12));
        _source.Hold = new TaskCompletionSource();
        await using var run = await Run.StartAsync(this, Plan());
        Assert.Equal(_clock.GetUtcNow(), run.Now.Health.Single(static health => health.Surface == Surface.Costs).LastSuccess);

        _source.Hold.SetResult();
        await run.FirstRoundAsync();
        await Eventually.True(() => run.Costs!.Window.Last == Some.Day, "The days of the future are still known.");
        Assert.Equal(14m, run.Costs!.Buckets.Sum(static bucket => bucket.TotalUsd()));
    }

    [Fact]
    public async Task Start_SurfaceGroupedOtherwise_LeavesOutThatSurfaceOnly()
    {
        await RunOnceAsync();
        _source.Hold = new TaskCompletionSource();
        await using var run = await Run.StartAsync(this, Plan([Dimension.ProjectId]));

        Assert.Equal(["admin_api_keys", "api_keys", "projects", "rate_limits", "spend_alerts", "spend_limits", "users"], run.Restored);
        Assert.Null(run.Costs);
        Assert.Contains(_log.At(LogLevel.Information), line => line.EndsWith("grouped otherwise now: acme costs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_NamesAndAddressesNoLongerWanted_AreNotTakenFromTheState()
    {
        await RunOnceAsync(new DirectorySchedule { UserEmails = true });
        _clock.Advance(TimeSpan.FromMinutes(1));
        _source.Hold = new TaskCompletionSource();
        _directory.Failures["users"] = new SpendSourceException(PollOutcome.Network, "No route.");
        await using (var run = await Run.StartAsync(this, Plan()))
        {
            Assert.Equal(new User("user-1", "Ada", null), Assert.Single(run.Directory.Users!.Value));
            await run.FirstRoundAsync(surfaces: 7);
        }

        Assert.Equal(new User("user-1", "Ada", null), Assert.Single(Saved()!.Numbers.Directory.Users!.Value));
        await using var another = await Run.StartAsync(this, Plan(), new DirectorySchedule { UserNames = false });
        Assert.Null(another.Directory.Users);
    }

    [Fact]
    public async Task Start_AddressesNoLongerWantedAndNothingCanBeRead_AreNotOnTheDiskForLonger()
    {
        await RunOnceAsync(new DirectorySchedule { UserEmails = true });
        Assert.NotNull(Assert.Single(Saved()!.Numbers.Directory.Users!.Value).Email);
        _source.Hold = new TaskCompletionSource();
        foreach (var list in Surface.Directory)
        {
            _directory.Failures[list.Name] = new SpendSourceException(PollOutcome.Network, "No route.");
        }

        await using (var run = await Run.StartAsync(this, Plan()))
        {
            await run.FirstRoundAsync(surfaces: 7);
        }

        Assert.Equal(new User("user-1", "Ada", null), Assert.Single(Saved()!.Numbers.Directory.Users!.Value));
    }

    [Fact]
    public async Task Start_DamagedState_WarnsOnceReadsAfreshAndSavesAgain()
    {
        await RunOnceAsync();
        var bytes = File.ReadAllBytes(FilePath);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(FilePath, bytes);
        await using (var run = await Run.StartAsync(this, Plan()))
        {
            Assert.Empty(run.Restored);
            await run.FirstRoundAsync();
            await Eventually.True(() => run.Costs is not null, "Nothing is published.");
            await run.SavedAsync();
        }

        Assert.Contains(FilePath, Assert.Single(_log.At(LogLevel.Warning)));
        Assert.NotNull(Saved());
    }

    [Fact]
    public async Task Run_FirstRoundEnded_SavesOnceAndAgainOnlyAfterAQuarterOfAnHour()
    {
        await using var run = await Run.StartAsync(this, Plan());
        await run.SavedAsync();
        await Eventually.True(() => _clock.WaitingTimers == 4, "The loops do not wait.");
        for (var minute = 0; minute < 14; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Single(run.Saves);

        // Nothing is saved before something was read again, so the poll after a quarter of an hour may come too late for it.
        await Eventually.True(
            () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                return run.Saves.Count == 2;
            },
            "The state was not saved again.");
    }

    [Fact]
    public async Task Run_NothingReadSince_SavesNothing()
    {
        await RunOnceAsync();
        _source.Failure = new SpendSourceException(PollOutcome.ServerError, "OpenAI is not well.");
        foreach (var part in Surface.Directory)
        {
            _directory.Failures[part.Name] = _source.Failure;
        }

        await using (var run = await Run.StartAsync(this, Plan()))
        {
            File.WriteAllText(FilePath, "as it was");
            await run.FirstRoundAsync();
        }

        Assert.Equal("as it was", File.ReadAllText(FilePath));
    }

    [Fact]
    public async Task Run_OpenAiNeverAnswersForOneSurface_SavesTheRestAtTheEnd()
    {
        _source.Hold = new TaskCompletionSource();
        await using (var run = await Run.StartAsync(this, Plan()))
        {
            await run.FirstRoundAsync(surfaces: 7);
            Assert.Empty(run.Saves);
        }

        Assert.Equal(7, Saved()!.ReadAt.Count);
    }

    [Fact]
    public async Task Run_FolderCannotBeMade_WarnsOnceForEachCauseAndGoesOn()
    {
        var file = _temporary.Write("file", "text");
        var folder = new StateFolder(Path.Combine(file, "state"), _log);
        var context = new PollContext(() => 0.5, _clock, _log);
        var organization = new OrganizationPoller(Plan(), new ReportSettings(new AccountingOptions(), new DirectorySchedule()), () => { }, context);
        organization.Restore(SomeState.Small);
        var saves = 0;
        var keeper = new StateKeeper(organization, _identity, folder, _ => saves++, context);
        keeper.Save();
        keeper.Save();
        Assert.Contains(folder.FileOf(_identity), Assert.Single(_log.At(LogLevel.Warning)));

        // The cause changes, goes, and comes back.
        File.Delete(file);
        Directory.CreateDirectory(folder.FileOf(_identity));
        keeper.Save();
        keeper.Save();
        Assert.Equal(2, _log.At(LogLevel.Warning).Count);
        Directory.Delete(folder.FileOf(_identity));
        keeper.Save();
        Assert.True(File.Exists(folder.FileOf(_identity)));
        Assert.Equal(1, saves);
        Assert.Equal(2, _log.At(LogLevel.Warning).Count);
    }

    private PolledOrganization Plan(params Dimension[] groupBy) => new()
    {
        Name = "acme",
        Identity = SomeState.Source,
        Source = _source,
        DirectorySource = _directory,
        Surfaces =
        [
            new PollSchedule
            {
                Surface = Surface.Costs,
                GroupBy = groupBy.Length == 0 ? [Dimension.ProjectId, Dimension.LineItem] : [.. groupBy],
                Interval = TimeSpan.FromMinutes(15),
                HistoryDays = 65,
                SettleDays = 4,
            },
        ],
    };

    private async Task RunOnceAsync(DirectorySchedule? directory = null)
    {
        await using var run = await Run.StartAsync(this, Plan(), directory);
        await run.FirstRoundAsync();
    }

    private OrganizationState? Saved() => new StateFolder(_temporary.Path, _log).Load(_identity);

    /// <summary>One run of the program, from its start to its orderly end.</summary>
    private sealed class Run : IAsyncDisposable, IReportSink
    {
        private readonly PollingService _service;
        private ImmutableArray<SpendSnapshot> _published = [];

        private Run(RestartTests test, PolledOrganization organization, DirectorySchedule directory) => _service = new PollingService(
            [organization], new ReportSettings(new AccountingOptions(), directory), test._temporary.Path, [this], test._clock, new LoggerOf<PollingService>(test._log));

        public SpendSnapshot Now => _published[^1];

        public SurfaceSnapshot? Costs => Now.Organizations[0].Find(Surface.Costs);

        public OrganizationDirectory Directory => Now.Organizations[0].Directory;

        /// <summary>What was known before the first poll began.</summary>
        public IEnumerable<string> Restored =>
            _published[0].Health.Where(static health => health.LastSuccess is not null).Select(static health => health.Surface.Name).Order();

        /// <summary>When the state was saved.</summary>
        public IReadOnlyCollection<DateTimeOffset?> Saves =>
            [.. _published.Select(static snapshot => snapshot.StateSavedAt).Where(static at => at is not null).Distinct()];

        public static async Task<Run> StartAsync(RestartTests test, PolledOrganization organization, DirectorySchedule? directory = null)
        {
            var run = new Run(test, organization, directory ?? new DirectorySchedule());
            await run._service.StartAsync(TestContext.Current.CancellationToken);
            return run;
        }

        public void Publish(SpendReport report) => _published = _published.Add(report.Snapshot);

        public Task FirstRoundAsync(int surfaces = 6) =>
            Eventually.True(() => Now.Health.Count(static health => health.Outcome is not null) >= surfaces, "The first round did not end.");

        public Task SavedAsync() => Eventually.True(() => Saves.Count > 0, "The state was not saved.");

        public async ValueTask DisposeAsync()
        {
            await _service.StopAsync(CancellationToken.None);
            _service.Dispose();
        }
    }

    private sealed class LoggerOf<T>(ILogger logger) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
