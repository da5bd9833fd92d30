using OpenAiSpend.Accounting.Allocation;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>Who spent what one organization was billed, on the page that is being written.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Of">The allocation.</param>
/// <param name="Allocated">The allocated amounts, as folded as the page shows them.</param>
/// <param name="Unallocated">What was allocated to nobody, as folded as the page shows it.</param>
internal sealed record AllocationPart(OrganizationPart Organization, OrganizationAllocation Of, SurfacePart Allocated, SurfacePart Unallocated)
{
    /// <summary>How many series it has on the page so far.</summary>
    public int Series => Allocated.Series + Unallocated.Series;
}
