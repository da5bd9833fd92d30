using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Domain.Snapshot;

/// <summary>Everything that is known at one moment, of all organizations. It never changes; a newer one takes its place.</summary>
/// <param name="Today">The UTC day that the views <em>today</em> and <em>month to date</em> are about.</param>
/// <param name="Organizations">The organizations, in the order of the configuration.</param>
public sealed record SpendSnapshot(UtcDay Today, ImmutableArray<OrganizationSnapshot> Organizations);
