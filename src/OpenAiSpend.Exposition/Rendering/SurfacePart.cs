using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Folding;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>One surface of one organization on the page that is being written.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Snapshot">What is known of the surface, as folded as the page shows it.</param>
/// <param name="Folding">How it was folded, or null where there was nothing to fold.</param>
internal sealed record SurfacePart(OrganizationPart Organization, SurfaceSnapshot Snapshot, FoldedSurface? Folding)
{
    /// <summary>Whether the rows are broken down by project.</summary>
    public bool IsByProject => Snapshot.GroupBy.Contains(Dimension.ProjectId);

    /// <summary>How many of its label sets were folded.</summary>
    public int FoldedLabelSets => Folding?.Folded ?? 0;

    /// <summary>How many series it has on the page so far.</summary>
    public int Series { get; set; }
}
