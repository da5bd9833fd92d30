using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>
/// Reads the names, keys, limits and alerts of one organization, one list after the other. Each list is optional: a key that
/// may not read it lacks that list and nothing else, and the log says so once.
/// </summary>
internal sealed class DirectoryPoller
{
    // A failure that may pass is tried again sooner than the hour: without names, people see ids.
    private static readonly TimeSpan AgainAfterFailure = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan PatienceWithUsage = TimeSpan.FromMinutes(1);

    private readonly ReportSettings _settings;
    private readonly OrganizationLedger _ledger;
    private readonly PollContext _context;
    private readonly ImmutableArray<PolledList> _lists;
    private readonly Task _usageRead;
    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Prepares it.</summary>
    /// <param name="organization">The organization.</param>
    /// <param name="source">Where it is read from.</param>
    /// <param name="settings">What may change meanwhile.</param>
    /// <param name="ledger">Takes in what is read.</param>
    /// <param name="usageRead">Ends when every surface of usage has been asked for once, well or not.</param>
    /// <param name="context">What every poller needs.</param>
    public DirectoryPoller(
        string organization, IDirectorySource source, ReportSettings settings, OrganizationLedger ledger, Task usageRead, PollContext context)
    {
        _usageRead = usageRead;
        _settings = settings;
        _ledger = ledger;
        _context = context;
        _lists =
        [
            .. SurfacesOf(settings.Directory).Select(surface => new PolledList(
                surface, Reader(source, surface), new PollLoop(organization, surface, ledger, context))),
        ];
    }

    /// <summary>Ends when each list has been asked for once, well or not.</summary>
    public Task FirstRound => _firstRound.Task;

    private TimeSpan Now => _context.Clock.GetElapsedTime(0);

    /// <summary>The lists that are read. Projects come first: the others ask for each of them.</summary>
    public static IEnumerable<Surface> SurfacesOf(DirectorySchedule schedule) =>
        Surface.Directory.Where(surface => surface != Surface.Users || schedule.UserNames || schedule.UserEmails);

    /// <summary>What was read as far as it is still wanted; the same object where all of it is.</summary>
    public static OrganizationDirectory Wanted(OrganizationDirectory directory, DirectorySchedule schedule)
    {
        if (directory.Users is not { } users)
        {
            return directory;
        }

        ImmutableArray<User>? wanted = SurfacesOf(schedule).Contains(Surface.Users) ? Wanted(users, schedule) : null;
        return wanted is { } kept && kept.SequenceEqual(users) ? directory : directory with { Users = wanted };
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        for (var i = 0; i < _lists.Length && !stopping.IsCancellationRequested; i++)
        {
            // From the second time on the lists are spread over the interval, so as not to take the limiter all at once.
            await PollAsync(_lists[i], _settings.Directory.Interval * (i + 1) / _lists.Length, stopping);
        }

        _firstRound.TrySetResult();
        while (!stopping.IsCancellationRequested)
        {
            var next = _lists.MinBy(static list => list.Due)!;
            if (next.Due > Now)
            {
                await Task.Delay(next.Due - Now, _context.Clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!stopping.IsCancellationRequested)
            {
                await PollAsync(next, _settings.Directory.Interval, stopping);
            }
        }
    }

    private async Task PollAsync(PolledList list, TimeSpan interval, CancellationToken stopping)
    {
        if (list.Surface == Surface.RateLimits)
        {
            // What was used says of which models limits are wanted; a surface that hangs must not keep all lists waiting.
            await _usageRead.WaitAsync(PatienceWithUsage, _context.Clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var wait = await list.Polls.RunAsync(
            async cancellationToken => new PollResult(Put(await list.Read(cancellationToken)), ImmutableSortedDictionary<string, int>.Empty),
            (outcome, retryAfter, _) => Next(interval, outcome, retryAfter),
            stopping);
        list.Due = Now + wait;
        if (list.Surface == Surface.Projects && !_ledger.HealthOf(Surface.Projects).IsFailing)
        {
            // What failed for lack of this list need not wait for its turn.
            foreach (var waiting in _lists.Where(other => other.WaitsForProjects))
            {
                waiting.Due = Now;
            }
        }
    }

    private TimeSpan Next(TimeSpan interval, PollOutcome outcome, TimeSpan? retryAfter)
    {
        var mayPass = outcome is not (PollOutcome.Ok or PollOutcome.Forbidden or PollOutcome.Unauthorized or PollOutcome.BadRequest);
        var wait = _context.Scatter(mayPass && AgainAfterFailure < interval ? AgainAfterFailure : interval);
        return retryAfter > wait ? retryAfter.Value : wait;
    }

    private Func<CancellationToken, Task<Func<OrganizationDirectory, OrganizationDirectory>>> Reader(IDirectorySource source, Surface surface) =>
        surface == Surface.Projects ? List(source.ReadProjectsAsync, static of => of.Projects, static (of, projects) => of with { Projects = projects })
        : surface == Surface.Users ? List(
            async cancellationToken => Wanted(await source.ReadUsersAsync(cancellationToken), _settings.Directory), static of => of.Users, static (of, users) => of with { Users = users })
        : surface == Surface.ApiKeys ? List(
            cancellationToken => source.ReadApiKeysAsync(Projects(surface), cancellationToken), static of => of.ApiKeys, static (of, keys) => of with { ApiKeys = keys })
        : surface == Surface.SpendLimits ? List(
            cancellationToken => source.ReadSpendLimitsAsync(Projects(surface), cancellationToken), static of => of.SpendLimits, static (of, limits) => of with { SpendLimits = limits })
        : surface == Surface.AdminApiKeys ? List(
            source.ReadAdminApiKeysAsync, static of => of.AdminApiKeys, static (of, keys) => of with { AdminApiKeys = keys })
        : surface == Surface.RateLimits ? List(
            cancellationToken => ReadRateLimitsAsync(source, cancellationToken), static of => of.RateLimits, static (of, limits) => of with { RateLimits = limits })
        : List(cancellationToken => source.ReadSpendAlertsAsync(Projects(surface), cancellationToken), static of => of.SpendAlerts, static (of, alerts) => of with { SpendAlerts = alerts });

    // OpenAI has a limit for each of hundreds of models, so only projects that used one are asked for. Usage may name the version of
    // a model that is limited under its alias: the limit takes the name that usage has.
    private async Task<ImmutableArray<RateLimit>> ReadRateLimitsAsync(IDirectorySource source, CancellationToken cancellationToken)
    {
        var used = UsedModels(_ledger.Current.Numbers);
        ImmutableArray<Project> projects = [.. Projects(Surface.RateLimits).Where(project => used.ContainsKey(project.Id))];
        var limits = await source.ReadRateLimitsAsync(
            projects, (project, model) => used[project].Any(name => ModelName.Common(name, model) > 0), cancellationToken);
        var byProject = limits.ToLookup(static limit => limit.ProjectId);
        return
        [
            .. projects.SelectMany(project => used[project.Id].Order(StringComparer.Ordinal).Select(model => byProject[project.Id]
                .Where(limit => ModelName.Common(model, limit.Model) > 0)
                .MaxBy(limit => ModelName.Common(model, limit.Model)) is { } best ? best with { Model = model } : null)).OfType<RateLimit>(),
        ];
    }

    private static Dictionary<string, HashSet<string>> UsedModels(OrganizationSnapshot numbers)
    {
        var used = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var surface in numbers.Surfaces.Where(static surface => surface.Surface != Surface.Costs && surface.GroupBy.Contains(Dimension.Model)))
        {
            var (project, model) = (surface.Surface.IndexOf(Dimension.ProjectId), surface.Surface.IndexOf(Dimension.Model));
            foreach (var bucket in surface.Buckets)
            {
                for (var row = 0; row < bucket.Count; row++)
                {
                    var dimensions = bucket.Dimensions(row);
                    if (dimensions[project] is { } id && dimensions[model] is { } name)
                    {
                        (CollectionsMarshal.GetValueRefOrAddDefault(used, id, out _) ??= new(StringComparer.Ordinal)).Add(name);
                    }
                }
            }
        }

        return used;
    }

    // A list that reads the same as before leaves the directory the same object, so that nothing is rendered again for it.
    private static Func<CancellationToken, Task<Func<OrganizationDirectory, OrganizationDirectory>>> List<T>(
        Func<CancellationToken, Task<ImmutableArray<T>>> read,
        Func<OrganizationDirectory, ImmutableArray<T>?> known,
        Func<OrganizationDirectory, ImmutableArray<T>, OrganizationDirectory> put) => async cancellationToken =>
    {
        var entries = await read(cancellationToken);
        return directory => known(directory) is { } before && before.SequenceEqual(entries) ? directory : put(directory, entries);
    };

    /// <summary>The projects to ask for; where they were never read, the list fails as they did.</summary>
    private ImmutableArray<Project> Projects(Surface surface)
    {
        var list = _lists.First(list => list.Surface == surface);
        list.WaitsForProjects = _ledger.Current.Numbers.Directory.Projects is null;
        if (!list.WaitsForProjects)
        {
            return _ledger.Current.Numbers.Directory.Projects!.Value;
        }

        var projects = _ledger.HealthOf(Surface.Projects);
        var outcome = projects.Outcome ?? PollOutcome.Malformed;
        throw new SpendSourceException(
            outcome, $"The projects, for each of which this is asked, could not be read: {projects.Error}", new SpendSourceException(outcome, projects.Error ?? string.Empty));
    }

    private static Func<OrganizationSnapshot, OrganizationSnapshot> Put(Func<OrganizationDirectory, OrganizationDirectory> change) =>
        numbers => change(numbers.Directory) is var changed && ReferenceEquals(changed, numbers.Directory) ? numbers : numbers with { Directory = changed };

    private static ImmutableArray<User> Wanted(ImmutableArray<User> users, DirectorySchedule schedule) =>
        [.. users.Select(user => new User(user.Id, schedule.UserNames ? user.Name : string.Empty, schedule.UserEmails ? user.Email : null))];

    private sealed class PolledList(
        Surface surface, Func<CancellationToken, Task<Func<OrganizationDirectory, OrganizationDirectory>>> read, PollLoop polls)
    {
        public Surface Surface => surface;

        public Func<CancellationToken, Task<Func<OrganizationDirectory, OrganizationDirectory>>> Read => read;

        public PollLoop Polls => polls;

        /// <summary>When it is to be read again, as time since the clock's origin.</summary>
        public TimeSpan Due { get; set; }

        /// <summary>Whether it failed because the projects were not known.</summary>
        public bool WaitsForProjects { get; set; }
    }
}
