using System.Collections.Immutable;
using OpenAiSpend.Domain.Budgets;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Snapshot;

/// <summary>Everything that is known of one organization.</summary>
/// <param name="Name">The configured name, the value of the <c>organization</c> label.</param>
/// <param name="Surfaces">The surfaces that have been read at least once. A surface that is not here is unknown, not zero.</param>
public sealed record OrganizationSnapshot(string Name, ImmutableArray<SurfaceSnapshot> Surfaces)
{
    /// <summary>Names, limits and alerts, as far as they could be read.</summary>
    public OrganizationDirectory Directory { get; init; } = OrganizationDirectory.Unknown;

    /// <summary>What the configuration says about the organization.</summary>
    public OrganizationSettings Settings { get; init; } = OrganizationSettings.None;

    /// <summary>What is known of a surface, or null where it has never been read.</summary>
    public SurfaceSnapshot? Find(BucketSurface surface)
    {
        foreach (var known in Surfaces)
        {
            if (known.Surface == surface)
            {
                return known;
            }
        }

        return null;
    }
}
