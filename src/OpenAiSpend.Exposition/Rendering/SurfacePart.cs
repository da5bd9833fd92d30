using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>One surface of one organization on the page that is being written.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="Snapshot">What is known of the surface.</param>
internal sealed record SurfacePart(string Organization, SurfaceSnapshot Snapshot)
{
    /// <summary>How many series it has on the page so far.</summary>
    public int Series { get; set; }
}
