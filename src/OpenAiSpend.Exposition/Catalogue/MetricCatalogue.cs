using System.Collections.Immutable;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>Every family of the page, but for those of the runtime, whose names .NET decides.</summary>
internal static class MetricCatalogue
{
    /// <summary>All families, in the order of the page.</summary>
    public static ImmutableArray<MetricFamily> All { get; } =
    [
        .. SpendFamilies.All,
        .. AllocationFamilies.All,
        .. CustomerFamilies.All,
        .. UsageFamilies.All.SelectMany(static family => new[] { family.Today, family.Daily }),
        .. JoinFamilies.All,
        .. ExporterFamilies.All,
        .. ProcessFamilies.All,
    ];
}
