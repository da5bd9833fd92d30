using System.Collections.Immutable;

namespace OpenAiSpend.Domain.Budgets;

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

    /// <summary>US dollars for each calendar month, or null for no monthly budget.</summary>
    public decimal? MonthlyUsd { get; init; }

    /// <summary>US dollars for each day, or null for no daily budget.</summary>
    public decimal? DailyUsd { get; init; }

    /// <summary>Whether the spend of a project counts; null is the spend of no project.</summary>
    public bool Covers(string? projectId) => Projects is null || (projectId is not null && Projects.Contains(projectId));
}
