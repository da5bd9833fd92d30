using System.Collections.Immutable;
using OpenAiSpend.Domain.Options;

namespace OpenAiSpend.Accounting.Budgets;

/// <summary>A budget as somebody configured it.</summary>
public sealed class BudgetOptions
{
    /// <summary>What <see cref="MonthlyUsd"/> and <see cref="DailyUsd"/> may be.</summary>
    public static readonly OptionRange<decimal> UsdRange = new(0, 1_000_000_000_000m);

    /// <summary>What each of <see cref="WarnAt"/> may be.</summary>
    public static readonly OptionRange<decimal> StepRange = new(0.01m, 0.99m);

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

    /// <summary>How much it matters that it is exceeded. Default: critical for a budget of the whole organization, else warning.</summary>
    public AlertSeverity? Severity { get; set; }

    /// <summary>The fractions of <see cref="MonthlyUsd"/> that are worth an alert when they are reached. Default none.</summary>
    public IReadOnlyList<decimal> WarnAt { get; set; } = [];

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
        .. WarnAt.SelectMany(static step => StepRange.Check(nameof(WarnAt), step)),
        .. OptionError.Unless(WarnAt.Distinct().Count() == WarnAt.Count, nameof(WarnAt), "a fraction is there twice"),
        .. OptionError.Unless(WarnAt.Count == 0 || MonthlyUsd is not null, nameof(WarnAt), "these are fractions of monthly_usd, which is not set"),
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
    public Budget ToBudget(OrganizationSettings settings)
    {
        var projects = Team is { } team ? settings.ProjectsOfTeam(team) : Projects?.ToImmutableSortedSet(StringComparer.Ordinal);
        return new Budget
        {
            Name = Name,
            Projects = projects,
            Team = Team,
            Customer = Customer,
            MonthlyUsd = MonthlyUsd,
            DailyUsd = DailyUsd,
            Severity = Severity ?? (projects is null && Customer is null ? AlertSeverity.Critical : AlertSeverity.Warning),
            WarnAt = [.. WarnAt],
            Attributes = settings.SharedAttributes(projects ?? []),
        };
    }
}
