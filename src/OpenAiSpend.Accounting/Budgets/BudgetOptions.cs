using System.Collections.Immutable;
using OpenAiSpend.Domain.Options;

namespace OpenAiSpend.Accounting.Budgets;

/// <summary>A budget as somebody configured it.</summary>
public sealed class BudgetOptions
{
    /// <summary>What <see cref="MonthlyUsd"/> and <see cref="DailyUsd"/> may be.</summary>
    public static readonly OptionRange<decimal> UsdRange = new(0, 1_000_000_000_000m);

    /// <summary>The value of the <c>budget</c> label. Required, and unique within its organization.</summary>
    public required string Name { get; set; }

    /// <summary>The organization it belongs to. Needed where several are configured.</summary>
    public string? Organization { get; set; }

    /// <summary>The projects whose spend counts, one at least. Default none: that of the team, or of the whole organization.</summary>
    public IReadOnlyList<string>? Projects { get; set; }

    /// <summary>The team whose projects' spend counts. Default none.</summary>
    public string? Team { get; set; }

    /// <summary>The customer whose spend counts, as traces name it. Default none: that of projects.</summary>
    public string? Customer { get; set; }

    /// <summary>US dollars for each calendar month (UTC). One of the two amounts at least is needed.</summary>
    public decimal? MonthlyUsd { get; set; }

    /// <summary>US dollars for each day (UTC).</summary>
    public decimal? DailyUsd { get; set; }

    /// <summary>Everything that keeps this budget from being used.</summary>
    /// <param name="organizations">The names of all organizations; empty where they are not known.</param>
    /// <param name="others">The budgets before it.</param>
    public ImmutableArray<OptionError> Validate(IReadOnlyList<string> organizations, IEnumerable<BudgetOptions> others) =>
    [
        .. OptionError.Unless(Name.Length > 0, nameof(Name), "a name is needed; it becomes the budget label"),
        .. OptionError.Unless(Name != BudgetReport.OpenAiSpendLimit, nameof(Name), $"\"{Name}\" stands for the limits that are set at OpenAI; another name is needed"),
        .. OptionError.Unless(
            Name.Length == 0 || !others.Any(other => other.Name == Name && (other.Organization is null || Organization is null || other.Organization == Organization)),
            nameof(Name),
            $"\"{Name}\" names two budgets; each needs a name of its own"),
        .. OptionError.Unless(this is not { MonthlyUsd: null, DailyUsd: null }, nameof(MonthlyUsd), "an amount in US dollars is needed, here or in daily_usd"),
        .. MonthlyUsd is { } monthly ? UsdRange.Check(nameof(MonthlyUsd), monthly) : [],
        .. DailyUsd is { } daily ? UsdRange.Check(nameof(DailyUsd), daily) : [],
        .. OptionError.Unless(
            Organization is not null || organizations.Count < 2,
            nameof(Organization),
            $"several organizations are configured, so one of them is needed: {string.Join(", ", organizations)}"),
        .. OptionError.Unless(
            Organization is null || organizations.Count == 0 || organizations.Contains(Organization),
            nameof(Organization),
            $"\"{Organization}\" was found; configured: {string.Join(", ", organizations)}"),
        .. OptionError.Unless(Projects is not { Count: 0 }, nameof(Projects), "an empty list was found; projects are needed, or no such key for the whole organization"),
        .. OptionError.Unless(this is not { Projects: not null, Team: not null }, nameof(Team), "projects is set as well; one of the two is needed"),
        .. OptionError.Unless(
            Customer is null || this is { Projects: null, Team: null }, nameof(Customer), "projects or team is set as well; a budget is for a customer or for projects"),
    ];

    /// <summary>The budget of an organization, with the projects of its team.</summary>
    public Budget ToBudget(OrganizationSettings settings) => new()
    {
        Name = Name,
        Projects = Team is { } team ? settings.ProjectsOfTeam(team) : Projects?.ToImmutableSortedSet(StringComparer.Ordinal),
        Team = Team,
        Customer = Customer,
        MonthlyUsd = MonthlyUsd,
        DailyUsd = DailyUsd,
    };
}
