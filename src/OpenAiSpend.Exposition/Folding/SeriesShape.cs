using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Series;

namespace OpenAiSpend.Exposition.Folding;

/// <summary>Which series a label set of a surface makes, so that they can be counted before they are written.</summary>
/// <param name="Lanes">The tables that the label sets come into.</param>
internal sealed record SeriesShape(ImmutableArray<SeriesLane> Lanes)
{
    private const int NoDimension = -1;
    private const uint Amount = 1;
    private const uint Quantity = 2;

    /// <summary>The shape of a surface of an organization.</summary>
    /// <param name="surface">The surface, read or worked out.</param>
    /// <param name="days">The days that are exposed.</param>
    /// <param name="exposed">The families that are.</param>
    public static SeriesShape Of(SurfaceSnapshot surface, ExposedDays days, ExposedFamilies exposed)
    {
        var isTodayKnown = surface.IsKnown(days.Today);
        if (surface.Surface != Surface.Costs)
        {
            var families = UsageFamilies.All.Where(family => family.Surface == surface.Surface).ToList();
            uint Measures(Func<UsageFamily, MetricFamily> view) =>
                families.Where(family => exposed.Contains(view(family).Name)).Aggregate(0u, static (bits, family) => bits | (1u << family.Measure));
            return new SeriesShape([new SeriesLane(NoDimension, uint.MaxValue >> 1, UsageFamilies.Splits(surface.Surface),
            [
                new SeriesView(isTodayKnown ? Measures(static family => family.Today) : 0, days.Usage, IsDaily: false),
                new SeriesView(Measures(static family => family.Daily), days.Usage, IsDaily: true),
            ])]);
        }

        return new SeriesShape(
        [
            new SeriesLane(surface.Surface.IndexOf(Dimension.Currency), Amount, 0,
            [
                Once(SpendFamilies.InUsd.Today, days.Costs),
                Daily(SpendFamilies.InUsd.Daily, days.Costs),
                new SeriesView(
                    surface.Window.Contains(days.Today.MonthStart) && exposed.Contains(SpendFamilies.InUsd.MonthToDate.Name) ? Amount : 0,
                    days.Exported(surface.Surface),
                    IsDaily: false),
            ]),
            new SeriesLane(surface.Surface.IndexOf(Dimension.QuantityUnit), Quantity, 0,
            [
                Once(SpendFamilies.BilledQuantity, days.Costs) with { Measures = isTodayKnown && exposed.Contains(SpendFamilies.BilledQuantity.Name) ? Quantity : 0 },
                Daily(SpendFamilies.BilledDailyQuantity, days.Quantities) with { Measures = exposed.Contains(SpendFamilies.BilledDailyQuantity.Name) ? Quantity : 0 },
            ]),
        ]);

        SeriesView Once(MetricFamily family, DayWindow window) => new(isTodayKnown && exposed.Contains(family.Name) ? Amount : 0, window, IsDaily: false);
        SeriesView Daily(MetricFamily family, DayWindow window) => new(exposed.Contains(family.Name) ? Amount : 0, window, IsDaily: true);
    }

    /// <summary>The shape of what was given to those whose usage it bills.</summary>
    public static SeriesShape OfAllocated(SurfaceSnapshot surface, ExposedDays days, ExposedFamilies exposed) => OfAmounts(
    [
        new SeriesView(surface.IsKnown(days.Today) ? Shown(AllocationFamilies.Allocated, exposed) : 0, days.Costs, IsDaily: false),
        new SeriesView(Shown(AllocationFamilies.AllocatedDaily, exposed), days.Costs, IsDaily: true),
    ]);

    /// <summary>The shape of what was allocated to nobody.</summary>
    public static SeriesShape OfUnallocated(SurfaceSnapshot surface, ExposedDays days, ExposedFamilies exposed) => OfAmounts(
        [new SeriesView(surface.IsKnown(days.Today) ? Shown(AllocationFamilies.Unallocated, exposed) : 0, days.Costs, IsDaily: false)]);

    /// <summary>The shape of what customers were billed. Families that leave labels out have fewer series than this says.</summary>
    public static SeriesShape OfCustomers(SurfaceSnapshot surface, ExposedDays days, ExposedFamilies exposed) => OfAmounts(
    [
        new SeriesView(Shown(CustomerFamilies.CostDaily, exposed), days.Costs, IsDaily: true),
        new SeriesView(Shown(CustomerFamilies.CostMonthToDate, exposed), days.Exported(Surface.Costs), IsDaily: false),
        new SeriesView(surface.IsKnown(days.Today) ? Shown(CustomerFamilies.Cost, exposed) : 0, new DayWindow(days.Today, days.Today.Next), IsDaily: false),
    ]);

    private static SeriesShape OfAmounts(ImmutableArray<SeriesView> views) => new([new SeriesLane(NoDimension, Amount, 0, views)]);

    private static uint Shown(MetricFamily family, ExposedFamilies exposed) => exposed.Contains(family.Name) ? Amount : 0;
}

/// <summary>A table that label sets come into.</summary>
/// <param name="Identity">The place of a dimension that tells series apart besides the labels, or -1 for none.</param>
/// <param name="Measures">The measures of the table, as bits; where all of them are zero on a day, the day has no series.</param>
/// <param name="Splits">Those that have no series where they are zero on all days.</param>
/// <param name="Views">The families that show the table.</param>
internal sealed record SeriesLane(int Identity, uint Measures, uint Splits, ImmutableArray<SeriesView> Views);

/// <summary>Families that show the same days in the same way.</summary>
/// <param name="Measures">The measures that have one, as bits.</param>
/// <param name="Window">The days on which a measure must have come for a series to be there.</param>
/// <param name="IsDaily">Whether each of those days has a series of its own.</param>
internal readonly record struct SeriesView(uint Measures, DayWindow Window, bool IsDaily);
