using System.Collections.Immutable;
using OpenAiSpend.Domain.Directory;

namespace OpenAiSpend.Accounting.Budgets;

/// <summary>How much may be spent, by whom, in US dollars.</summary>
public sealed record Budget
{
    /// <summary>The name, the value of the <c>budget</c> label.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The projects whose spend counts, or null for the whole organization, in which case spend that OpenAI attributes to
    /// no project counts as well.
    /// </summary>
    public ImmutableSortedSet<string>? Projects { get; init; }

    /// <summary>The team to which <see cref="Projects"/> belong, or null where they were named one by one.</summary>
    public string? Team { get; init; }

    /// <summary>The customer whose spend counts, in place of that of projects; null for those.</summary>
    public string? Customer { get; init; }

    /// <summary>US dollars for each calendar month, or null for no monthly budget.</summary>
    public decimal? MonthlyUsd { get; init; }

    /// <summary>US dollars for each day, or null for no daily budget.</summary>
    public decimal? DailyUsd { get; init; }

    /// <summary>How much it matters that the budget is exceeded.</summary>
    public AlertSeverity Severity { get; init; } = AlertSeverity.Critical;

    /// <summary>The fractions of <see cref="MonthlyUsd"/> that are worth an alert when they are reached.</summary>
    public ImmutableArray<decimal> WarnAt { get; init; } = [];

    /// <summary>The attributes that all its projects share, such as <c>team</c>. None of a budget of the whole organization.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How much it matters that a fraction of the budget is reached: never more than that it is exceeded, and never critical.</summary>
    public AlertSeverity SeverityOf(decimal step) => Severity > AlertSeverity.Info && step >= 0.8m ? AlertSeverity.Warning : AlertSeverity.Info;

    /// <summary>
    /// Which of its projects an organization does not have, so that they count no spend. A team may have projects in several
    /// organizations, so those of a team are missed only where there are none of them.
    /// </summary>
    public ImmutableSortedSet<string> UnknownAmong(IEnumerable<Project> projects)
    {
        var unknown = Projects?.Except(projects.Select(static project => project.Id)) ?? [];
        return Team is not null && unknown.Count < Projects!.Count ? [] : unknown;
    }

    /// <summary>Whether the spend of a project, or of a customer, counts; null is the spend of none.</summary>
    public bool Covers(string? id) => Customer is not null ? id == Customer : Projects is null || (id is not null && Projects.Contains(id));
}
