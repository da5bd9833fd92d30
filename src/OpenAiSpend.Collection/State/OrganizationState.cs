using System.Collections.Immutable;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Collection.State;

/// <summary>What is known of one organization: what a restart would lose.</summary>
/// <param name="Surfaces">The surfaces that have been read.</param>
/// <param name="Directory">Names, limits and alerts.</param>
internal sealed record OrganizationState(ImmutableArray<SurfaceSnapshot> Surfaces, DirectoryReading Directory)
{
    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty => Surfaces.IsEmpty && Directory.ReadAt.IsEmpty;

    /// <summary>Whether the other one holds the very same readings.</summary>
    public bool IsSameAs(OrganizationState other) =>
        ReferenceEquals(Directory, other.Directory)
        && Surfaces.Length == other.Surfaces.Length
        && Surfaces.Zip(other.Surfaces).All(static pair => ReferenceEquals(pair.First, pair.Second));
}
