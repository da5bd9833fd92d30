using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Exposition.Series;

/// <summary>The days that an exposition is about.</summary>
/// <param name="Today">The current day.</param>
/// <param name="Costs">The trailing days of costs.</param>
/// <param name="Usage">The trailing days of usage.</param>
/// <param name="Quantities">The trailing days of billed quantities.</param>
internal readonly record struct ExposedDays(UtcDay Today, DayWindow Costs, DayWindow Usage, DayWindow Quantities)
{
    /// <summary>The days that the options ask for.</summary>
    public static ExposedDays Of(UtcDay today, ExpositionOptions options) => new(
        today,
        DayWindow.Trailing(today, options.CostDays),
        DayWindow.Trailing(today, options.UsageDays),
        DayWindow.Trailing(today, options.QuantityDays ?? options.UsageDays));

    /// <summary>The trailing days of a surface.</summary>
    public DayWindow Of(BucketSurface surface) => surface == Surface.Costs ? Costs : Usage;

    /// <summary>
    /// The days whose label sets are exposed, one by one or in sums: of costs the current month as well, where that is
    /// longer.
    /// </summary>
    public DayWindow Exported(BucketSurface surface)
    {
        var trailing = Of(surface);
        return surface == Surface.Costs && Today.MonthStart < trailing.Start ? new DayWindow(Today.MonthStart, trailing.End) : trailing;
    }
}
