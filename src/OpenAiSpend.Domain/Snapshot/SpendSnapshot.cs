using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Snapshot;

/// <summary>Everything that is known at one moment, of all organizations. It never changes; a newer one takes its place.</summary>
/// <param name="Today">The UTC day that the views <em>today</em> and <em>month to date</em> are about.</param>
/// <param name="Organizations">The organizations, in the order of the configuration.</param>
public sealed record SpendSnapshot(UtcDay Today, ImmutableArray<OrganizationSnapshot> Organizations)
{
    /// <summary>How the polls of every surface go, by organization, in the order in which people look for them.</summary>
    public ImmutableArray<SurfaceHealth> Health { get; init; } = [];

    /// <summary>When what is known was last written to disk, or null where it was not.</summary>
    public DateTimeOffset? StateSavedAt { get; init; }

    /// <summary>Whether any surface of any organization has ever been read at OpenAI.</summary>
    public bool HasData => Organizations.Any(static organization => organization.HasData);
}

/// <summary>The numbers and names that are known of one organization. It is the same object for as long as none of them changes.</summary>
/// <param name="Name">The configured name, the value of the <c>organization</c> label.</param>
/// <param name="Surfaces">The surfaces that have been read at least once. A surface that is not here is unknown, not zero.</param>
public sealed record OrganizationSnapshot(string Name, ImmutableArray<SurfaceSnapshot> Surfaces)
{
    /// <summary>Names, limits and alerts, as far as they could be read.</summary>
    public OrganizationDirectory Directory { get; init; } = OrganizationDirectory.Unknown;

    /// <summary>Whether any surface has ever been read at OpenAI.</summary>
    public bool HasData => Surfaces.Any(static known => known.Surface != Surface.Traces);

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
