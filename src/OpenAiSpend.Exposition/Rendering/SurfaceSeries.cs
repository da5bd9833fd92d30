namespace OpenAiSpend.Exposition.Rendering;

/// <summary>How many series one surface of one organization has on a page, and how many of its label sets were folded.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="Surface">The name of the surface.</param>
/// <param name="Count">How many series it has.</param>
/// <param name="Folded">How many of its label sets were folded into <c>other</c>.</param>
public readonly record struct SurfaceSeries(string Organization, string Surface, int Count, int Folded = 0);
