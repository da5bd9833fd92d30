using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Accounting.Customers;
using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting;

/// <summary>What follows from the numbers of one organization.</summary>
public sealed class OrganizationReport
{
    private readonly IReadOnlyDictionary<string, string> _projectNames;
    private readonly IReadOnlyDictionary<string, string> _userNames;
    private readonly Dictionary<string, Project> _projects = new(StringComparer.Ordinal);

    private OrganizationReport(OrganizationSnapshot snapshot, UtcDay today, AccountingOptions options, OrganizationReport? before)
    {
        Snapshot = snapshot;
        Settings = options.SettingsOf(snapshot.Name);
        LineItems = before?.LineItems ?? new LineItemIndex();
        var (costs, completions) = (snapshot.Find(Surface.Costs), snapshot.Find(Surface.Completions));
        Spend = costs is null ? null : new ProjectSpend(costs);
        Costs = costs is null ? null : new DayTotals<CostTotals>(costs, (bucket, projects) => new CostTotals(bucket, projects, LineItems), before?.Costs);
        Completions = completions is null ? null : new DayTotals<TokenTotals>(completions, static (bucket, projects) => new TokenTotals(bucket, projects), before?.Completions);
        Allocation = OrganizationAllocation.Of(snapshot, today, DayWindow.Trailing(today, options.AllocatedDays), LineItems, before?.Allocation);
        Users = Allocation is null ? null : new DayTotals<UserTotals>(Allocation.Allocated, static (bucket, projects) => new UserTotals(bucket, projects), before?.Users);
        Customers = CustomerAllocation.Of(snapshot, today, LineItems, Allocation?.Prices ?? [], before?.Customers);
        Budgets = BudgetReport.Of(snapshot.Directory.SpendLimits ?? [], Settings, Spend, today, Customers is null ? null : ProjectSpend.OfCustomers(Customers));
        CustomerDays = Customers is null ? null : new DayTotals<CustomerTotals>(Customers.Costs, static (bucket, projects) => new CustomerTotals(bucket, projects), before?.CustomerDays);
        MonthForecasts = [.. Spend?.MonthForecasts(today) ?? []];
        foreach (var project in snapshot.Directory.Projects ?? [])
        {
            // A project may come twice where the list changed while its pages were being read; the first one counts.
            _projects.TryAdd(project.Id, project);
        }

        _projectNames = UniqueNames.Of(_projects.Values.Select(static project => (project.Id, project.Name)));
        _userNames = UniqueNames.Of((snapshot.Directory.Users ?? []).Select(static user => (user.Id, user.Name)));
        Projects =
        [
            .. (Spend?.Projects ?? []).Concat(_projects.Keys).Distinct()
                .OrderBy(ProjectTitle, StringComparer.OrdinalIgnoreCase).ThenBy(static id => id, StringComparer.Ordinal),
        ];
    }

    /// <summary>What is known of the organization.</summary>
    public OrganizationSnapshot Snapshot { get; }

    /// <summary>The configured name.</summary>
    public string Name => Snapshot.Name;

    /// <summary>What the configuration says about the organization.</summary>
    public OrganizationSettings Settings { get; }

    /// <summary>The line items of its costs, taken apart.</summary>
    public LineItemIndex LineItems { get; }

    /// <summary>What each project spent, or null where costs have never been read.</summary>
    public ProjectSpend? Spend { get; }

    /// <summary>What each project of <see cref="Spend"/> will have spent when the month ends; nothing where days at its start are unknown.</summary>
    public ImmutableArray<(string? ProjectId, decimal Usd)> MonthForecasts { get; }

    /// <summary>The costs of each day, or null where they have never been read.</summary>
    public DayTotals<CostTotals>? Costs { get; }

    /// <summary>The tokens of each day, or null where completions have never been read.</summary>
    public DayTotals<TokenTotals>? Completions { get; }

    /// <summary>Who spent what was billed, or null where no day of costs could be allocated.</summary>
    public OrganizationAllocation? Allocation { get; }

    /// <summary>What each user spent on each day, or null where <see cref="Allocation"/> is.</summary>
    public DayTotals<UserTotals>? Users { get; }

    /// <summary>Which customer is behind the bill, or null where traces have never been read, or know none of the days of costs.</summary>
    public CustomerAllocation? Customers { get; }

    /// <summary>What each customer was billed on each day, or null where <see cref="Customers"/> is.</summary>
    public DayTotals<CustomerTotals>? CustomerDays { get; }

    /// <summary>How the budgets stand, and the limits that are set at OpenAI.</summary>
    public ImmutableArray<BudgetStatus> Budgets { get; }

    /// <summary>Every project that spent something or whose name was read, by title; null for spend of no project.</summary>
    public ImmutableArray<string?> Projects { get; }

    /// <summary>The ids of the projects whose names were read.</summary>
    public IEnumerable<string> ListedProjects => _projects.Keys;

    /// <summary>The budgets of which OpenAI lists some projects not at all, so that these count no spend, and the projects.</summary>
    public IEnumerable<(Budget Budget, ImmutableSortedSet<string> Projects)> BudgetsOfUnknownProjects => Snapshot.Directory.Projects is { } listed
        ? Settings.Budgets.Select(budget => (budget, budget.UnknownAmong(listed))).Where(static unknown => !unknown.Item2.IsEmpty)
        : [];

    /// <summary>Works the numbers of an organization out.</summary>
    public static OrganizationReport Of(OrganizationSnapshot snapshot, UtcDay today, AccountingOptions options, OrganizationReport? before = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(options);
        return new OrganizationReport(snapshot, today, options, before);
    }

    /// <summary>A project as it was read, or null where it is not known.</summary>
    public Project? FindProject(string id) => _projects.GetValueOrDefault(id);

    /// <summary>What the <c>project</c> label says: the project's name, its id while the name is unknown, nothing for no project.</summary>
    public string? ProjectName(string? id) => id is not null && FindProject(id) is { Name.Length: > 0 } project ? project.Name : id;

    /// <summary>The project's name for people; with its id where two projects have the same name, the id where the name is unknown.</summary>
    public string ProjectTitle(string? id) => string.IsNullOrEmpty(id) ? "(no project)" : _projectNames.GetValueOrDefault(id, id);

    /// <summary>The user's name for people, likewise.</summary>
    public string UserTitle(string? id) => string.IsNullOrEmpty(id) ? "(no user)" : _userNames.GetValueOrDefault(id, id);
}
