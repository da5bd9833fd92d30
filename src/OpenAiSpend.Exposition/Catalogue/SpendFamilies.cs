using System.Collections.Immutable;
using static OpenAiSpend.Exposition.Catalogue.LabelNames;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>What was billed, and what it is held against.</summary>
internal static class SpendFamilies
{
    private const string Dollars = "US dollars";
    private static readonly ImmutableArray<string> BudgetLabels = [Organization, LabelNames.Budget, Period, Source, ProjectId];

    /// <summary>The currency of nearly every bill.</summary>
    public const string Usd = "usd";

    public static readonly CostFamilies InUsd = CostFamilies.InCurrency(Usd, Dollars);

    public static readonly MetricFamily BilledQuantity = MetricFamily.Gauge(
        "openai_billed_quantity", "as the unit label says", [.. Cost, Unit],
        "The quantity billed for the current UTC day so far, in the unit of the unit label, as last read in the background.");

    public static readonly MetricFamily BilledDailyQuantity = MetricFamily.Gauge(
        "openai_billed_daily_quantity", "as the unit label says", [.. Cost, Unit, Date],
        "The quantity billed for each of the trailing UTC days, in the unit of the unit label, as last read in the background.");

    public static readonly MetricFamily CostRevisionDaily = MetricFamily.Gauge(
        "openai_cost_revision_daily_usd", Dollars, [Organization, Date],
        "How much the cost of a finished UTC day has changed since the day was first seen complete, in US dollars, as last read in the background.");

    public static readonly MetricFamily CostForecastMonth = MetricFamily.Gauge(
        "openai_cost_forecast_month_usd", Dollars, OrganizationAndProject,
        "Billed for the current UTC calendar month so far plus a forecast of its remaining days, in US dollars, as last read in the background.");

    public static readonly MetricFamily Budget = MetricFamily.Gauge(
        "openai_budget_usd", Dollars, BudgetLabels,
        "A budget from the configuration, or a spend limit that is set at OpenAI, in US dollars; project_id is there for a limit of one project.");

    public static readonly MetricFamily BudgetSpent = MetricFamily.Gauge(
        "openai_budget_spent_usd", Dollars, BudgetLabels,
        "What the projects of a budget have spent in its period so far, in US dollars, as last read in the background.");

    public static readonly MetricFamily BudgetForecast = MetricFamily.Gauge(
        "openai_budget_forecast_usd", Dollars, BudgetLabels,
        "What the projects of a monthly budget will have spent by the end of the month, in US dollars, by forecast.");

    public static readonly MetricFamily BudgetInfo = MetricFamily.Gauge(
        "openai_budget_info", "", [Organization, LabelNames.Budget, Severity],
        "Always 1: how much it matters that a budget from the configuration is exceeded, and as further labels the attributes that all its projects share, such as team.");

    public static readonly MetricFamily BudgetStep = MetricFamily.Gauge(
        "openai_budget_step_ratio", "ratio", [Organization, LabelNames.Budget, Severity, Step],
        "A fraction of a monthly budget that is worth an alert when it is reached, from the configuration, with the severity of that alert and the labels of openai_budget_info.");

    public static readonly MetricFamily SpendAlertThreshold = MetricFamily.Gauge(
        "openai_spend_alert_threshold_usd", Dollars, [.. OrganizationAndProject, AlertId],
        "The threshold of a spend alert that is set at OpenAI, in US dollars, as last read in the background.");

    public static readonly MetricFamily AlertThreshold = MetricFamily.Gauge(
        "openai_alert_threshold", "as the alert rule says", [Name],
        "A threshold of the shipped alert rules, from the configuration.");

    public static readonly MetricFamily DashboardsInfo = MetricFamily.Gauge(
        "openai_dashboards_info", "", [Url],
        "Always 1: the address of the Grafana that the shipped alerts lead to, from the configuration.");

    /// <summary>All of them, in the order of the page.</summary>
    public static readonly ImmutableArray<MetricFamily> All =
    [
        InUsd.Today, InUsd.Daily, InUsd.MonthToDate, InUsd.PreviousMonth, CostForecastMonth,
        BilledQuantity, BilledDailyQuantity, CostRevisionDaily,
        Budget, BudgetSpent, BudgetForecast, BudgetInfo, BudgetStep, SpendAlertThreshold, AlertThreshold, DashboardsInfo,
    ];

    /// <summary>The families of a currency as a row names it.</summary>
    /// <param name="currency">A result of <see cref="CurrencyName"/>.</param>
    public static CostFamilies In(string currency) =>
        currency == Usd ? InUsd : CostFamilies.InCurrency(currency, $"the currency {currency.ToUpperInvariant()}");

    /// <summary>
    /// The part of a metric name that stands for a currency. Letters and digits are kept, in lower case; anything else
    /// is written as its number, so that no currency can take the name of another family or be added to another one.
    /// </summary>
    public static string CurrencyName(string? currency) => string.IsNullOrEmpty(currency)
        ? "unnamed"
        : string.Concat(currency.Select(static c => char.IsAsciiLetterOrDigit(c) ? $"{char.ToLowerInvariant(c)}" : $"x{(int)c:x4}"));
}
