using OpenAiSpend.Exposition.Folding;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>A surface that has more label sets than a page may show.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="Folded">The surface as the page shows it.</param>
internal sealed record SurfaceFolding(string Organization, FoldedSurface Folded);
