using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Page.Sums;

/// <summary>What one organization's snapshot adds up to, worked out when it is published.</summary>
internal sealed class OrganizationSums
{
    private readonly IReadOnlyDictionary<string, string> _projectNames;
    private readonly IReadOnlyDictionary<string, string> _userNames;

    /// <summary>Adds up what readers will ask for.</summary>
    /// <param name="snapshot">What is known of the organization.</param>
    /// <param name="costs">Its costs, or null where they have never been read.</param>
    /// <param name="completions">Its completions, or null where they have never been read.</param>
    /// <param name="allocated">What was allocated to users, or null where costs and usage know no day in common.</param>
    /// <param name="prices">What tokens cost on the settled days.</param>
    /// <param name="today">The current day.</param>
    public OrganizationSums(
        OrganizationSnapshot snapshot,
        DaySums<CostDay>? costs,
        DaySums<TokenDay>? completions,
        DaySums<UserDay>? allocated,
        ImmutableArray<EffectivePrice> prices,
        UtcDay today)
    {
        (Snapshot, Costs, Completions, Allocated, Prices) = (snapshot, costs, completions, allocated, prices);
        costs?.AddUp();
        completions?.AddUp();
        allocated?.AddUp();
        Spend = costs is null ? null : new ProjectSpend(costs.Surface);
        Budgets = BudgetReport.Of(snapshot, Spend, today);
        _projectNames = UniqueNames.Of((snapshot.Directory.Projects ?? []).Select(static project => (project.Id, project.Name)));
        _userNames = UniqueNames.Of((snapshot.Directory.Users ?? []).Select(static user => (user.Id, user.Name)));
        Projects =
        [
            .. (Spend?.Projects ?? []).Concat(_projectNames.Keys).Distinct()
                .OrderBy(ProjectName, StringComparer.OrdinalIgnoreCase).ThenBy(static id => id, StringComparer.Ordinal),
        ];
    }

    /// <summary>What is known of the organization.</summary>
    public OrganizationSnapshot Snapshot { get; }

    /// <summary>The configured name.</summary>
    public string Name => Snapshot.Name;

    /// <summary>The days of costs, or null where they have never been read.</summary>
    public DaySums<CostDay>? Costs { get; }

    /// <summary>The days of completions, or null where they have never been read.</summary>
    public DaySums<TokenDay>? Completions { get; }

    /// <summary>The days of what was allocated to users, or null where costs and usage know no day in common.</summary>
    public DaySums<UserDay>? Allocated { get; }

    /// <summary>What tokens cost on the settled days, of the whole organization.</summary>
    public ImmutableArray<EffectivePrice> Prices { get; }

    /// <summary>What each project spent, or null where costs have never been read.</summary>
    public ProjectSpend? Spend { get; }

    /// <summary>How the budgets stand, and the limits that are set at OpenAI.</summary>
    public ImmutableArray<BudgetStatus> Budgets { get; }

    /// <summary>Every project that spent something or whose name was read, by name; null for spend of no project.</summary>
    public ImmutableArray<string?> Projects { get; }

    /// <summary>The project's name for people; with its id where two projects have the same name, the id where the name is unknown.</summary>
    public string ProjectName(string? id) => string.IsNullOrEmpty(id) ? "(no project)" : _projectNames.GetValueOrDefault(id, id);

    /// <summary>The user's name for people, likewise.</summary>
    public string UserName(string? id) => string.IsNullOrEmpty(id) ? "(no user)" : _userNames.GetValueOrDefault(id, id);
}
