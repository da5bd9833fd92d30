using System.Collections.Immutable;

namespace OpenAiSpend.Accounting.Budgets;

/// <summary>What the configuration says about an organization and its projects, rather than OpenAI.</summary>
public sealed record OrganizationSettings
{
    /// <summary>The attribute that names the team to which a project belongs.</summary>
    public const string Team = "team";

    /// <summary>Nothing is configured.</summary>
    public static readonly OrganizationSettings None = new();

    /// <summary>The budgets, in the order of the configuration.</summary>
    public ImmutableArray<Budget> Budgets { get; init; } = [];

    /// <summary>Attributes of projects by project id, such as <c>team</c> and <c>cost_center</c>.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> ProjectAttributes { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>The attributes that are the same for all of some projects.</summary>
    public ImmutableSortedDictionary<string, string> SharedAttributes(IReadOnlyCollection<string> projects) => projects
        .Select(project => ProjectAttributes.GetValueOrDefault(project, ImmutableSortedDictionary<string, string>.Empty))
        .Aggregate(
            (ImmutableSortedDictionary<string, string>?)null,
            static (shared, own) => shared?.RemoveRange(shared.Where(attribute => own.GetValueOrDefault(attribute.Key) != attribute.Value).Select(static attribute => attribute.Key)) ?? own)
        ?? ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The projects of a team.</summary>
    public ImmutableSortedSet<string> ProjectsOfTeam(string team) =>
    [
        .. ProjectAttributes.Where(project => project.Value.TryGetValue(Team, out var of) && of == team).Select(static project => project.Key),
    ];
}
