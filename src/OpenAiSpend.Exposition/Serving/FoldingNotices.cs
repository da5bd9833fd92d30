using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Customers;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Folding;
using OpenAiSpend.Exposition.Series;

namespace OpenAiSpend.Exposition.Serving;

/// <summary>
/// Logs when a surface begins to have more label sets than allowed, when that changes a lot, and when it ends: not with
/// every page.
/// </summary>
internal sealed class FoldingNotices(ILogger logger)
{
    // Numbers alone: a folded surface would keep all of its rows in memory.
    private readonly Dictionary<(string Organization, Surface Surface), Extent> _noticed = [];

    /// <summary>Logs what is new about a page. Calls must not overlap.</summary>
    /// <param name="foldings">The surfaces of the page that have more label sets than allowed.</param>
    public void Notice(ImmutableArray<SurfaceFolding> foldings)
    {
        foreach (var (organization, folded) in foldings)
        {
            var key = (organization, (Surface)folded.Surface.Surface);
            var now = new Extent(folded.LabelSets - folded.MaxLabelSets, folded.Kept > folded.MaxLabelSets);
            if (!_noticed.TryGetValue(key, out var before) || HasChangedALot(before, now, folded.MaxLabelSets))
            {
                _noticed[key] = now;
                Log(organization, folded);
            }
        }

        var over = foldings.Select(static folding => (folding.Organization, (Surface)folding.Folded.Surface.Surface)).ToHashSet();
        foreach (var ended in _noticed.Keys.Where(key => !over.Contains(key)).ToList())
        {
            _noticed.Remove(ended);
            logger.FoldingEnded(ended.Organization, ended.Surface.Name);
        }
    }

    // By a factor of two, and by more than a tenth of what is allowed: near the bound a few label sets come and go.
    private static bool HasChangedALot(Extent before, Extent now, int maxLabelSets)
    {
        var (less, more) = before.Excess < now.Excess ? (before.Excess, now.Excess) : (now.Excess, before.Excess);
        return before.IsNotEnough != now.IsNotEnough || (more / 2 > less && more - less > maxLabelSets / 10);
    }

    private void Log(string organization, FoldedSurface folded)
    {
        var surface = folded.Surface.Surface;
        var setting = surface == Surface.Costs ? "collection.costs.group_by"
            : surface == CustomerAllocation.CustomerCosts ? "traces.customer_label, which may have too many values"
            : surface == OrganizationAllocation.AllocatedCosts ? "collection.group_by of every usage surface"
            : $"collection.group_by.{surface.Name}";
        var grouped = surface.GroupBy.Where(folded.Surface.GroupBy.Contains).ToLookup(LabelSetFolding.IsFolded);
        if (folded.Kept > folded.MaxLabelSets)
        {
            var change = $"raise metrics.max_label_sets, or take a dimension out of {setting}: {string.Join(", ", grouped[false])}";
            logger.FoldingNotEnough(organization, surface.Name, folded.LabelSets, folded.Folded, folded.Kept, folded.MaxLabelSets, change);
        }
        else
        {
            var change = $"raise metrics.max_label_sets, or take a dimension out of {setting}: {string.Join(", ", grouped[true])}";
            logger.Folding(organization, surface.Name, folded.LabelSets, folded.Folded, folded.Kept, folded.MaxLabelSets, change);
        }
    }

    private readonly record struct Extent(int Excess, bool IsNotEnough);
}

/// <summary>What serving logs.</summary>
internal static partial class ServingLog
{
    [LoggerMessage(
        201,
        LogLevel.Warning,
        "Too many label sets, the smallest are folded into other and no total changes: {Organization} {Surface} {LabelSets} {Folded} {Kept} {MaxLabelSets} {Change}")]
    public static partial void Folding(
        this ILogger logger, string organization, string surface, int labelSets, int folded, int kept, int maxLabelSets, string change);

    [LoggerMessage(
        202,
        LogLevel.Warning,
        "Too many label sets, more than folding can help: {Organization} {Surface} {LabelSets} {Folded} {Kept} {MaxLabelSets} {Change}")]
    public static partial void FoldingNotEnough(
        this ILogger logger, string organization, string surface, int labelSets, int folded, int kept, int maxLabelSets, string change);

    [LoggerMessage(203, LogLevel.Information, "No longer too many label sets: {Organization} {Surface}")]
    public static partial void FoldingEnded(this ILogger logger, string organization, string surface);
}
