using System.Collections.Immutable;
using OpenAiSpend.Domain.Budgets;
using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Collection;

/// <summary>One organization: where it is read from, and what is read.</summary>
public sealed record OrganizationPlan
{
    /// <summary>The configured name, the value of the <c>organization</c> label.</summary>
    public required string Name { get; init; }

    /// <summary>What tells the source from another one, for the state on disk.</summary>
    public required SourceIdentity Identity { get; init; }

    /// <summary>Where spend and usage come from: the organization's own key, rate limit and failures.</summary>
    public required ISpendSource Source { get; init; }

    /// <summary>The surfaces to poll.</summary>
    public required ImmutableArray<SurfacePlan> Surfaces { get; init; }

    /// <summary>Where names, limits and alerts come from.</summary>
    public required IDirectorySource DirectorySource { get; init; }

    /// <summary>What is read of names, limits and alerts.</summary>
    public DirectoryPlan Directory { get; init; } = new();

    /// <summary>What the configuration says about the organization.</summary>
    public OrganizationSettings Settings { get; init; } = OrganizationSettings.None;
}
