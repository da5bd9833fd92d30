using Microsoft.Extensions.Logging;
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
        Assert.Equal(readAt, costs.ReadAt);
        Assert.Equal("Search", Assert.Single(run.Store.Current!.Organizations[0].Directory.Projects!.Value).Name);
        Assert.Equal(("acme", "costs", readAt, Some.Day.Next.Start), Assert.Single(run.Observer.Restorations, restored => restored.Surface == "costs"));
        Assert.Equal(6, run.Observer.Restorations.Count);
        Assert.DoesNotContain(run.Observer.Reports, report => report.Surface == Surface.Costs);
        Assert.Contains(_log.At(LogLevel.Information), line => line == $"State restored: acme 6 {FilePath}");
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
        await RunOnceAsync();
        _source.Usd[Yesterday] = 9.5m;
        await using (var second = await Run.StartAsync(this, Plan()))
        {
            await second.FirstRoundAsync();
        }

        _source.Usd[Yesterday] = 9.25m;
        await using var third = await Run.StartAsync(this, Plan());
        await third.FirstRoundAsync();
        await Eventually.True(() => third.Costs!.Find(Yesterday)!.TotalUsd() == 9.25m, "The new amount is not published.");
        Assert.Equal("10.00", $"{third.Costs!.FirstCompleteTotals[Yesterday]}");
    }

    [Fact]
    public async Task Start_StateOfDaysAgo_ShowsItsDaysAndDoesNotKnowToday()
    {
        await RunOnceAsync();
        _clock.Advance(TimeSpan.FromDays(3));
        _source.Hold = new TaskCompletionSource();
        await using var run = await Run.StartAsync(this, Plan());

        Assert.Equal(Some.Day.AddDays(3), run.Store.Current!.Today);
        Assert.Equal(4m, run.Costs!.Find(Some.Day)!.TotalUsd());
        Assert.Null(run.Costs.Find(Some.Day.Next));

        _source.Hold.SetResult();
        await run.FirstRoundAsync();
        await Eventually.True(() => run.Costs!.Known.Contains(Some.Day.AddDays(3)), "Today is not published.");
        Assert.Equal(4m, run.Costs!.FirstCompleteTotals[Some.Day]);
    }

    [Fact]
    public async Task Start_StateOlderThanTheHistory_IsForgottenWithTheFirstPoll()
    {
        await RunOnceAsync();
        _clock.Advance(TimeSpan.FromDays(100));
        await using var run = await Run.StartAsync(this, Plan());
        await run.FirstRoundAsync();
        await Eventually.True(() => run.Costs!.Known.Contains(Some.Day.AddDays(100)), "Today is not published.");

        Assert.Equal(65, run.Costs!.Known.Days);
        Assert.Empty(run.Costs.Buckets);
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
        Assert.Equal(_clock.GetUtcNow(), run.Costs!.ReadAt);

        _source.Hold.SetResult();
        await run.FirstRoundAsync();
        await Eventually.True(() => run.Costs!.Known.Last == Some.Day, "The days of the future are still known.");
        Assert.Equal(14m, run.Costs!.Buckets.Sum(static bucket => bucket.TotalUsd()));
    }

    [Fact]
    public async Task Start_SurfaceGroupedOtherwise_LeavesOutThatSurfaceOnly()
    {
        await RunOnceAsync();
        _source.Hold = new TaskCompletionSource();
        await using var run = await Run.StartAsync(this, Plan([Dimension.ProjectId]));

        Assert.Equal(["api_keys", "projects", "spend_alerts", "spend_limits", "users"], run.Observer.Restorations.Select(restored => restored.Surface).Order());
        Assert.Null(run.Store.Current);
        Assert.Contains(_log.At(LogLevel.Information), line => line.EndsWith("grouped otherwise now: acme costs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_NamesAndAddressesNoLongerWanted_AreNotTakenFromTheState()
    {
        await RunOnceAsync(Plan() with { Directory = new DirectoryPlan { UserEmails = true } });
        _source.Hold = new TaskCompletionSource();
        _directory.Failures["users"] = new SpendSourceException(PollOutcome.Network, "No route.");
        await using (var run = await Run.StartAsync(this, Plan()))
        {
            Assert.Equal(new User("user-1", "Ada", null), Assert.Single(run.Directory.Users!.Value));
            await run.FirstRoundAsync(surfaces: 5);
        }

        Assert.DoesNotContain("ada@acme.example", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(FilePath)));
        await using var another = await Run.StartAsync(this, Plan() with { Directory = new DirectoryPlan { UserNames = false } });
        Assert.Null(another.Directory.Users);
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
            Assert.Empty(run.Observer.Restorations);
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

        Assert.Single(run.Observer.Saves);

        // Nothing is saved before something was read again, so the poll after a quarter of an hour may come too late for it.
        await Eventually.True(
            () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                return run.Observer.Saves.Count == 2;
            },
            "The state was not saved again.");
    }

    [Fact]
    public async Task Run_NothingReadSince_SavesNothing()
    {
        await RunOnceAsync();
        var written = File.GetLastWriteTimeUtc(FilePath);
        _source.Failure = new SpendSourceException(PollOutcome.ServerError, "OpenAI is not well.");
        foreach (var part in Surface.Directory)
        {
            _directory.Failures[part.Name] = _source.Failure;
        }

        await using (var run = await Run.StartAsync(this, Plan()))
        {
            await run.FirstRoundAsync();
        }

        Assert.Equal(written, File.GetLastWriteTimeUtc(FilePath));
    }

    [Fact]
    public async Task Run_OpenAiNeverAnswersForOneSurface_SavesTheRestAtTheEnd()
    {
        _source.Hold = new TaskCompletionSource();
        await using (var run = await Run.StartAsync(this, Plan()))
        {
            await run.FirstRoundAsync(surfaces: 5);
            Assert.Empty(run.Observer.Saves);
        }

        Assert.Equal(5, Saved()!.Directory.ReadAt.Count);
    }

    [Fact]
    public async Task Run_FolderCannotBeMade_WarnsOnceForEachCauseAndGoesOn()
    {
        var file = _temporary.Write("file", "text");
        var folder = new StateFolder(Path.Combine(file, "state"), new FakeObserver(), _clock, _log);
        var context = new PollContext(new FakeObserver(), () => { }, () => 0.5, _clock, _log);
        var organization = new OrganizationPoller(Plan(), context);
        organization.Restore(SomeState.Small);
        var keeper = new StateKeeper(organization, _identity, folder, context);
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
        Assert.Equal(2, _log.At(LogLevel.Warning).Count);
    }

    private OrganizationPlan Plan(params Dimension[] groupBy) => new()
    {
        Name = "acme",
        Identity = SomeState.Source,
        Source = _source,
        DirectorySource = _directory,
        Surfaces =
        [
            new SurfacePlan
            {
                Surface = Surface.Costs,
                GroupBy = groupBy.Length == 0 ? [Dimension.ProjectId, Dimension.LineItem] : [.. groupBy],
                Interval = TimeSpan.FromMinutes(15),
                HistoryDays = 65,
                SettleDays = 4,
            },
        ],
    };

    private async Task RunOnceAsync(OrganizationPlan? plan = null)
    {
        await using var run = await Run.StartAsync(this, plan ?? Plan());
        await run.FirstRoundAsync();
    }

    private OrganizationState? Saved() => new StateFolder(_temporary.Path, new FakeObserver(), _clock, _log).Load(_identity);

    /// <summary>One run of the program, from its start to its orderly end.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly PollingService _service;

        private Run(RestartTests test, OrganizationPlan plan) => _service = new PollingService(
            [plan], test._temporary.Path, Store, [], Observer, test._clock, new LoggerOf<PollingService>(test._log));

        public SnapshotStore Store { get; } = new();

        public FakeObserver Observer { get; } = new();

        public SurfaceSnapshot? Costs => Store.Current?.Organizations[0].Find(Surface.Costs);

        public OrganizationDirectory Directory => Store.Current!.Organizations[0].Directory;

        public static async Task<Run> StartAsync(RestartTests test, OrganizationPlan plan)
        {
            var run = new Run(test, plan);
            await run._service.StartAsync(TestContext.Current.CancellationToken);
            return run;
        }

        public Task FirstRoundAsync(int surfaces = 6) =>
            Eventually.True(() => Observer.Reports.Count >= surfaces, "The first round did not end.");

        public Task SavedAsync() => Eventually.True(() => !Observer.Saves.IsEmpty, "The state was not saved.");

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
