using System.Collections.Immutable;
using System.Numerics;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Series;

namespace OpenAiSpend.Exposition.Folding;

/// <summary>
/// Shares the series that an organization may have among its surfaces: each gets what it needs, or what every large one
/// gets. Where what is left after folding does not fit, the days of usage get fewer.
/// </summary>
internal sealed class SeriesBound
{
    // The share of a large surface keeps to a grid, so that it does not move with every new label set of another one.
    private const int Grid = 64;

    private SeriesBound(ExposedDays days, ImmutableArray<FoldedSurface?> foldings, bool isKept) =>
        (Days, Foldings, IsKept) = (days, foldings, isKept);

    /// <summary>The days that are exposed.</summary>
    public ExposedDays Days { get; }

    /// <summary>How each of the parts is folded; null where it need not be.</summary>
    public ImmutableArray<FoldedSurface?> Foldings { get; }

    /// <summary>Whether there are no more series than allowed: with everything folded and one day of usage there may be.</summary>
    public bool IsKept { get; }

    /// <summary>Decides how the parts of an organization are folded.</summary>
    /// <param name="report">The organization.</param>
    /// <param name="parts">What can be folded of it.</param>
    /// <param name="days">The days that are to be exposed.</param>
    /// <param name="options">How much may be.</param>
    /// <param name="exposed">Which families are.</param>
    public static SeriesBound Of(
        OrganizationReport report, ImmutableArray<FoldablePart> parts, ExposedDays days, ExpositionOptions options, ExposedFamilies exposed)
    {
        var maxLabelSets = options.MaxLabelSets ?? int.MaxValue;
        if (parts.All(part => part.Rows(days) <= maxLabelSets) && parts.Sum(part => part.MostSeries(days, exposed)) + OtherSeries(report, days, exposed) <= options.MaxSeries)
        {
            return new SeriesBound(days, [.. parts.Select(static _ => (FoldedSurface?)null)], isKept: true);
        }

        var allowed = options.MaxSeries - OtherSeries(report, days, exposed);
        var foldings = parts.Select(part => part.Folding(days, exposed)).ToArray();
        if (foldings.Sum(static folding => (long)folding.Series) > allowed)
        {
            days = Shortened(parts, foldings, days, allowed);
            for (var i = 0; i < parts.Length; i++)
            {
                foldings[i] = parts[i].IsUsage && days.Usage != foldings[i].Exported ? parts[i].Folding(days, exposed) : foldings[i];
            }
        }

        var share = Share(foldings, allowed);
        var isKept = foldings.Sum(folding => (long)Allowance(folding, share)) <= allowed;
        return new SeriesBound(days, [.. foldings.Select(folding => folding.Fold(Allowance(folding, share), maxLabelSets))], isKept);
    }

    /// <summary>How many series an organization has that cannot be folded.</summary>
    private static int OtherSeries(OrganizationReport report, ExposedDays days, ExposedFamilies exposed)
    {
        var count = 0;
        Add(SpendFamilies.CostForecastMonth, report.MonthForecasts.Length);
        Add(SpendFamilies.Budget, report.Budgets.Length);
        Add(SpendFamilies.BudgetSpent, report.Budgets.Count(static budget => budget.SpentUsd is not null));
        Add(SpendFamilies.BudgetForecast, report.Budgets.Count(static budget => budget.ForecastUsd is not null));
        Add(SpendFamilies.SpendAlertThreshold, report.Snapshot.Directory.SpendAlerts?.Length ?? 0);
        Add(AllocationFamilies.EffectivePrice, report.Allocation?.Prices.Length ?? 0);
        Add(AllocationFamilies.Estimated, report.Allocation?.Estimates.Length ?? 0);
        Add(CustomerFamilies.CostEstimated, report.Customers?.Estimates.Length ?? 0);
        Add(CustomerFamilies.TraceCoverage, report.Customers?.Coverage.Count(of => days.Costs.Contains(of.Day)) ?? 0);
        if (report.Snapshot.Find(Surface.Costs) is { } costs)
        {
            Add(SpendFamilies.CostRevisionDaily, costs.FirstCompleteTotals.Keys.Count(days.Costs.Contains));
            var previous = new DayWindow(days.Today.MonthStart.AddDays(-1).MonthStart, days.Today.MonthStart);
            if (costs.IsKnown(previous))
            {
                Add(SpendFamilies.InUsd.PreviousMonth, costs.Buckets.Where(bucket => previous.Contains(bucket.Day))
                    .SelectMany(static bucket => BilledRow.Of(bucket)).Select(static row => (row.ProjectId, row.Currency)).Distinct().Count());
            }
        }

        return count;

        void Add(MetricFamily family, int series) => count += exposed.Contains(family.Name) ? series : 0;
    }

    private static ExposedDays Shortened(ImmutableArray<FoldablePart> parts, LabelSetFolding[] foldings, ExposedDays days, int allowed)
    {
        var shown = days;
        while (shown.Usage.Days > 1 && parts.Zip(foldings).Sum(of => (long)of.Second.LeastSeries(of.First.IsUsage ? shown.Usage : null)) > allowed)
        {
            shown = shown with { Usage = new DayWindow(shown.Usage.Start.Next, shown.Usage.End) };
        }

        return shown;
    }

    // The largest share with which all fit together.
    private static int Share(LabelSetFolding[] foldings, int allowed)
    {
        var (least, most) = (0, Math.Max(allowed, 0));
        while (least < most)
        {
            var share = most - ((most - least) / 2);
            (least, most) = foldings.Sum(folding => (long)Allowance(folding, share)) <= allowed ? (share, most) : (least, share - 1);
        }

        return foldings.All(folding => folding.Series <= least) ? least : least - (least % Math.Max(1, allowed / Grid));
    }

    private static int Allowance(LabelSetFolding folding, int share) => Math.Min(folding.Series, Math.Max(share, folding.LeastSeries()));
}

/// <summary>A surface, read or worked out, whose label sets can be folded.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="Shape">What series its label sets make.</param>
internal sealed record FoldablePart(SurfaceSnapshot Surface, Func<ExposedDays, ExposedFamilies, SeriesShape> Shape)
{
    /// <summary>Whether its days may become fewer.</summary>
    public bool IsUsage => Domain.Surfaces.Surface.Usage.Contains(Surface.Surface);

    /// <summary>How many rows it has on the days that are exposed: there are no more label sets.</summary>
    public int Rows(ExposedDays days) => Surface.Buckets.Where(bucket => Exported(days).Contains(bucket.Day)).Sum(static bucket => bucket.Count);

    /// <summary>A number of series that it surely does not exceed, which is quickly found.</summary>
    public long MostSeries(ExposedDays days, ExposedFamilies exposed) =>
        (long)Rows(days) * Shape(days, exposed).Lanes.Sum(static lane => lane.Views.Sum(static view => BitOperations.PopCount(view.Measures)));

    /// <summary>Counts its label sets and series.</summary>
    public LabelSetFolding Folding(ExposedDays days, ExposedFamilies exposed) => new(Surface, Exported(days), Shape(days, exposed));

    private DayWindow Exported(ExposedDays days) => days.Exported(IsUsage ? Surface.Surface : Domain.Surfaces.Surface.Costs);
}
