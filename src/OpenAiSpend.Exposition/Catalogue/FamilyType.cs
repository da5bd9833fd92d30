namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>The types of metric family that the page uses.</summary>
internal enum FamilyType
{
    /// <summary>A value that may go up and down.</summary>
    Gauge,

    /// <summary>A value that only grows while the process lives. Its name ends in <c>_total</c>.</summary>
    Counter,

    /// <summary>Observations counted in buckets.</summary>
    Histogram,
}
