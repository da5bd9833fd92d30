using System.Collections.Immutable;
using OpenAiSpend.Domain.Budgets;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>
/// Reads the names, limits and alerts of one organization, one part after the other. Each part is optional: a key that
/// may not read it lacks that part and nothing else, and the log says so once.
/// </summary>
internal sealed class DirectoryPoller
{
    // A failure that may pass is tried again sooner than the hour: without names, people see ids.
    private static readonly TimeSpan AgainAfterFailure = TimeSpan.FromMinutes(5);

    private readonly IDirectorySource _source;
    private readonly string _organization;
    private readonly DirectoryPlan _plan;
    private readonly ImmutableArray<Budget> _budgets;
    private readonly PollContext _context;
    private readonly ImmutableArray<Part> _parts;
    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _budgetsChecked;

    public DirectoryPoller(string organization, IDirectorySource source, DirectoryPlan plan, ImmutableArray<Budget> budgets, PollContext context)
    {
        _organization = organization;
        _source = source;
        _plan = plan;
        _budgets = budgets;
        _context = context;

        // Projects come first: the other parts ask for each of them.
        var parts = new List<(Surface Surface, Func<CancellationToken, Task<OrganizationDirectory>> Read)> { (Surface.Projects, ReadProjectsAsync) };
        if (plan.UserNames || plan.UserEmails)
        {
            parts.Add((Surface.Users, ReadUsersAsync));
        }

        parts.Add((Surface.ApiKeys, ReadApiKeysAsync));
        parts.Add((Surface.SpendLimits, ReadSpendLimitsAsync));
        parts.Add((Surface.SpendAlerts, ReadSpendAlertsAsync));
        _parts = [.. parts.Select(part => new Part(part.Surface, part.Read, new PollRunner(organization, part.Surface, logRepeats: false, context)))];
    }

    public DirectoryLedger Ledger { get; } = new();

    /// <summary>The parts that are read.</summary>
    public IEnumerable<Surface> Surfaces => _parts.Select(static part => part.Surface);

    /// <summary>Ends when each part has been asked for once, well or not.</summary>
    public Task FirstRound => _firstRound.Task;

    /// <summary>Takes in what an earlier run of the program read, as far as it is still wanted.</summary>
    public void Restore(DirectoryReading reading)
    {
        var wanted = Surfaces.ToHashSet();
        var directory = reading.Directory;
        Ledger.Restore(new DirectoryReading(
            directory with { Users = wanted.Contains(Surface.Users) && directory.Users is { } users ? Wanted(users) : null },
            reading.ReadAt.RemoveRange(reading.ReadAt.Keys.Where(part => !wanted.Contains(part)))));
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        for (var i = 0; i < _parts.Length && !stopping.IsCancellationRequested; i++)
        {
            // From the second time on the parts are spread over the interval, so as not to take the limiter all at once.
            await PollAsync(_parts[i], _plan.Interval * (i + 1) / _parts.Length, stopping);
        }

        _firstRound.TrySetResult();
        while (!stopping.IsCancellationRequested)
        {
            var next = _parts.MinBy(static part => part.Due)!;
            var wait = next.Due - _context.Clock.GetElapsedTime(0);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _context.Clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!stopping.IsCancellationRequested)
            {
                await PollAsync(next, _plan.Interval, stopping);
            }
        }
    }

    private async Task PollAsync(Part part, TimeSpan again, CancellationToken stopping)
    {
        var failure = await part.Polls.RunAsync(
            async cancellationToken =>
            {
                Ledger.Apply(await part.Read(cancellationToken), part.Surface, _context.Clock.GetUtcNow());
                return PollSuccess.WithoutBuckets;
            },
            stopping);
        var mayPass = failure is { Outcome: not (PollOutcome.Forbidden or PollOutcome.Unauthorized or PollOutcome.BadRequest) };
        var wait = _context.Scatter(mayPass && AgainAfterFailure < again ? AgainAfterFailure : again);
        wait = failure?.RetryAfter > wait ? failure.RetryAfter.Value : wait;
        part.Due = _context.Clock.GetElapsedTime(0) + wait;
        part.Polls.Scheduled(wait);
    }

    private async Task<OrganizationDirectory> ReadProjectsAsync(CancellationToken cancellationToken)
    {
        var projects = await _source.ReadProjectsAsync(cancellationToken);
        CheckBudgets(projects);
        return Ledger.Current with { Projects = projects };
    }

    // A slip in an id would make a budget that is never exceeded.
    private void CheckBudgets(ImmutableArray<Project> projects)
    {
        if (_budgetsChecked)
        {
            return;
        }

        _budgetsChecked = true;
        foreach (var budget in _budgets)
        {
            if (budget.UnknownAmong(projects) is { IsEmpty: false } unknown)
            {
                _context.Logger.BudgetOfUnknownProjects(_organization, budget.Name, string.Join(", ", unknown));
            }
        }
    }

    private async Task<OrganizationDirectory> ReadUsersAsync(CancellationToken cancellationToken)
    {
        var users = await _source.ReadUsersAsync(cancellationToken);

        return Ledger.Current with { Users = Wanted(users) };
    }

    private async Task<OrganizationDirectory> ReadApiKeysAsync(CancellationToken cancellationToken)
    {
        var keys = await _source.ReadApiKeysAsync(KnownProjects, cancellationToken);
        return Ledger.Current with { ApiKeys = keys };
    }

    private async Task<OrganizationDirectory> ReadSpendLimitsAsync(CancellationToken cancellationToken)
    {
        var limits = await _source.ReadSpendLimitsAsync(KnownProjects, cancellationToken);
        return Ledger.Current with { SpendLimits = limits };
    }

    private async Task<OrganizationDirectory> ReadSpendAlertsAsync(CancellationToken cancellationToken)
    {
        var alerts = await _source.ReadSpendAlertsAsync(KnownProjects, cancellationToken);
        return Ledger.Current with { SpendAlerts = alerts };
    }

    // What is not wanted is dropped here, so that no state, page or export can hold it.
    private ImmutableArray<User> Wanted(ImmutableArray<User> users) =>
        [.. users.Select(user => new User(user.Id, _plan.UserNames ? user.Name : string.Empty, _plan.UserEmails ? user.Email : null))];

    // Where the projects cannot be read, the organization's own limits and alerts still can.
    private ImmutableArray<Project> KnownProjects => Ledger.Current.Projects ?? [];

    private sealed class Part(Surface surface, Func<CancellationToken, Task<OrganizationDirectory>> read, PollRunner polls)
    {
        public Surface Surface { get; } = surface;

        public Func<CancellationToken, Task<OrganizationDirectory>> Read { get; } = read;

        public PollRunner Polls { get; } = polls;

        /// <summary>When it is to be read again, as time since the clock's origin.</summary>
        public TimeSpan Due { get; set; }
    }
}
