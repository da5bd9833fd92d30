using System.Collections.Immutable;
using static OpenAiSpend.Exposition.Catalogue.LabelNames;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>Which customer is behind the bill, by the tokens that the organization's services counted.</summary>
internal static class CustomerFamilies
{
    private const string Dollars = "US dollars";

    public static readonly MetricFamily CostDaily = MetricFamily.Gauge(
        "openai_customer_cost_daily_usd", Dollars, [Organization, Customer, ProjectId, Project, Model, Date],
        "Billed for each of the trailing UTC days of which costs and traces are both known, in US dollars, by customer; without customer what was not traced. The sum is the bill.");

    public static readonly MetricFamily CostMonthToDate = MetricFamily.Gauge(
        "openai_customer_cost_month_to_date_usd", Dollars, [Organization, Customer],
        "Billed for the current UTC calendar month so far, in US dollars, by customer; without customer what was not traced.");

    public static readonly MetricFamily Cost = MetricFamily.Gauge(
        "openai_customer_cost_usd", Dollars, [Organization, Customer, Model],
        "Billed for the current UTC day so far, in US dollars, by customer; without customer what was not traced. Absent while OpenAI has billed nothing of the day.");

    public static readonly MetricFamily CostEstimated = MetricFamily.Gauge(
        "openai_customer_cost_estimated_usd", Dollars, [Organization, Customer],
        "An estimate, not a bill: traced tokens of the current UTC day so far times openai_effective_price_usd_per_million_tokens, in US dollars, by customer.");

    public static readonly MetricFamily TraceCoverage = MetricFamily.Gauge(
        "openai_trace_coverage_ratio", "ratio", [Organization, Model, Date],
        "Traced over billed tokens of a model, input and output, for each of the trailing UTC days: 0 where nothing was traced, above 1 where tokens were counted twice.");

    /// <summary>All of them, in the order of the page.</summary>
    public static readonly ImmutableArray<MetricFamily> All = [CostDaily, CostMonthToDate, Cost, CostEstimated, TraceCoverage];
}
