using static OpenAiSpend.Exposition.Catalogue.LabelNames;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>The views of what was billed in one currency. Each currency has families of its own, because currencies are never added.</summary>
internal sealed record CostFamilies(MetricFamily Today, MetricFamily Daily, MetricFamily MonthToDate, MetricFamily PreviousMonth)
{
    /// <summary>The families of a currency.</summary>
    /// <param name="currency">A name that may end a metric name, such as <c>usd</c>.</param>
    /// <param name="unit">The currency as the reader of a HELP text knows it.</param>
    public static CostFamilies InCurrency(string currency, string unit) => new(
        Today: MetricFamily.Gauge(
            $"openai_cost_{currency}", unit, Cost,
            $"Billed for the current UTC day so far, in {unit}, as last read in the background."),
        Daily: MetricFamily.Gauge(
            $"openai_cost_daily_{currency}", unit, [.. Cost, Date],
            $"Billed for each of the trailing UTC days, today included, in {unit}, as last read in the background."),
        MonthToDate: MetricFamily.Gauge(
            $"openai_cost_month_to_date_{currency}", unit, Cost,
            $"Billed for the current UTC calendar month so far, in {unit}, as last read in the background."),
        PreviousMonth: MetricFamily.Gauge(
            $"openai_cost_previous_month_{currency}", unit, OrganizationAndProject,
            $"Billed for the previous UTC calendar month, in {unit}, as last read in the background; absent unless every day of it is known."));
}
