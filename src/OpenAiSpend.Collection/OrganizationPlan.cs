using System.Collections.Immutable;
using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Collection;

/// <summary>One organization: where it is read from, and what is read.</summary>
/// <param name="Name">The configured name, the value of the <c>organization</c> label.</param>
/// <param name="Source">The organization's own source: its key, its rate limit, its failures.</param>
/// <param name="Surfaces">The surfaces to poll.</param>
public sealed record OrganizationPlan(string Name, ISpendSource Source, ImmutableArray<SurfacePlan> Surfaces);
