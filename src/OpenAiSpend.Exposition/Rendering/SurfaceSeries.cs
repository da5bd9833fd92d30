namespace OpenAiSpend.Exposition.Rendering;

/// <summary>How many series one surface of one organization has on a page.</summary>
internal readonly record struct SurfaceSeries(string Organization, string Surface, int Count);
