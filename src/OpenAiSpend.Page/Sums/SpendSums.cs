using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Page.Sums;

/// <summary>What a published snapshot adds up to. It never changes; that of a newer snapshot takes its place.</summary>
/// <param name="Today">The current UTC day.</param>
/// <param name="Organizations">The organizations, in the order of the configuration.</param>
internal sealed record SpendSums(UtcDay Today, ImmutableArray<OrganizationSums> Organizations);
