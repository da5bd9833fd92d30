using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Customers;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Folding;
using OpenAiSpend.Exposition.Series;

namespace OpenAiSpend.Exposition.Serving;

/// <summary>
/// Logs when a surface begins to have more series than allowed, when that changes a lot, and when it ends: not with every
/// exposition.
/// </summary>
internal sealed class FoldingNotices(ILogger logger)
{
    // Numbers alone: a folded surface would keep all of its rows in memory.
    private readonly Dictionary<(string Organization, Surface Surface), Extent> _noticed = [];
    private ImmutableArray<ShortenedUsage> _shortened = [];

    /// <summary>Logs what is new about an exposition. Calls must not overlap.</summary>
    /// <param name="foldings">The surfaces that have more series than allowed.</param>
    /// <param name="shortened">The organizations of which folding was not enough.</param>
    public void Notice(ImmutableArray<SurfaceFolding> foldings, ImmutableArray<ShortenedUsage> shortened)
    {
        foreach (var (organization, folded) in foldings)
        {
            var key = (organization, (Surface)folded.Surface.Surface);
            var now = new Extent(folded.Folded, !folded.IsEnough);
            if (!_noticed.TryGetValue(key, out var before) || HasChangedALot(before, now, folded.LabelSets))
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

        foreach (var (organization, days, isBoundKept) in shortened.Except(_shortened))
        {
            if (isBoundKept)
            {
                logger.UsageShortened(organization, days);
            }
            else
            {
                logger.BoundNotKept(organization, days);
            }
        }

        _shortened = shortened;
    }

    // By a factor of two, and by more than a tenth of all: near the bound a few label sets come and go.
    private static bool HasChangedALot(Extent before, Extent now, int labelSets)
    {
        var (less, more) = before.Folded < now.Folded ? (before.Folded, now.Folded) : (now.Folded, before.Folded);
        return before.IsNotEnough != now.IsNotEnough || (more / 2 > less && more - less > labelSets / 10);
    }

    private void Log(string organization, FoldedSurface folded)
    {
        var surface = folded.Surface.Surface;
        var setting = surface == Surface.Costs ? "collection.costs.group_by"
            : surface == CustomerAllocation.CustomerCosts ? "traces.customer_label, which may have too many values"
            : surface == OrganizationAllocation.AllocatedCosts ? "collection.group_by of every usage surface"
            : $"collection.group_by.{surface.Name}";
        var grouped = surface.GroupBy.Where(folded.Surface.GroupBy.Contains).ToLookup(LabelSetFolding.IsFolded);
        var change = $"raise metrics.max_series, or take a dimension out of {setting}: {string.Join(", ", grouped[folded.IsEnough])}";
        if (folded.IsEnough)
        {
            logger.Folding(organization, surface.Name, folded.LabelSets, folded.Folded, folded.Kept, change);
        }
        else
        {
            logger.FoldingNotEnough(organization, surface.Name, folded.LabelSets, folded.Folded, folded.Kept, change);
        }
    }

    private readonly record struct Extent(int Folded, bool IsNotEnough);
}

/// <summary>What serving logs.</summary>
internal static partial class ServingLog
{
    [LoggerMessage(
        201,
        LogLevel.Warning,
        "Too many series, the smallest label sets are folded into other and no total changes: {Organization} {Surface} {LabelSets} {Folded} {Kept} {Change}")]
    public static partial void Folding(this ILogger logger, string organization, string surface, int labelSets, int folded, int kept, string change);

    [LoggerMessage(
        202,
        LogLevel.Warning,
        "Too many series, more than folding can help: {Organization} {Surface} {LabelSets} {Folded} {Kept} {Change}")]
    public static partial void FoldingNotEnough(this ILogger logger, string organization, string surface, int labelSets, int folded, int kept, string change);

    [LoggerMessage(203, LogLevel.Information, "No longer too many series: {Organization} {Surface}")]
    public static partial void FoldingEnded(this ILogger logger, string organization, string surface);

    [LoggerMessage(
        204,
        LogLevel.Warning,
        "Folding all keys, users and models is not enough for metrics.max_series, so fewer days of usage are shown; raise it, or lower metrics.usage_days: {Organization} {UsageDays}")]
    public static partial void UsageShortened(this ILogger logger, string organization, int usageDays);

    [LoggerMessage(
        205,
        LogLevel.Error,
        "There are more series than metrics.max_series with every key, user and model folded; raise it, or leave families out with metrics.exclude: {Organization} {UsageDays}")]
    public static partial void BoundNotKept(this ILogger logger, string organization, int usageDays);
}
