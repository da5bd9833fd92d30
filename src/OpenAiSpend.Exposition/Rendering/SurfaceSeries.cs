namespace OpenAiSpend.Exposition.Rendering;

/// <summary>How many series one surface of one organization has on a page, and how many of its label sets were folded.</summary>
internal readonly record struct SurfaceSeries(string Organization, string Surface, int Count, int Folded = 0);
