using System.Collections.Immutable;
using System.Globalization;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Series;

/// <summary>Writes what spend is held against: budgets, limits and thresholds.</summary>
internal sealed class BudgetSeries(ISeriesSink sink, LabelValues values)
{
    private readonly Dictionary<ExposedOrganization, int> _limitSeries = [];

    private const decimal Known = 1;

    /// <summary>Writes every family of budgets, with the samples of all organizations, and the thresholds of the alert rules.</summary>
    /// <param name="organizations">What is in the exposition.</param>
    /// <param name="alertThresholds">The thresholds by name.</param>
    /// <param name="dashboards">The address of the dashboards, or null for none.</param>
    public void Write(IReadOnlyList<ExposedOrganization> organizations, ImmutableSortedDictionary<string, decimal> alertThresholds, string? dashboards)
    {
        var budgets = organizations
            .SelectMany(organization => Distinct(organization.Report.Budgets).Select(budget => (Organization: organization, Budget: budget)))
            .ToList();
        WriteBudgets(SpendFamilies.Budget, budgets, static budget => budget.Usd);
        WriteBudgets(SpendFamilies.BudgetSpent, budgets, static budget => budget.SpentUsd);
        WriteBudgets(SpendFamilies.BudgetForecast, budgets, static budget => budget.ForecastUsd);
        foreach (var organization in organizations)
        {
            organization.CountSeries(
                Surface.SpendLimits, organization.Report.Snapshot.Directory.SpendLimits is not null, _limitSeries.GetValueOrDefault(organization));
        }

        WriteBudgetInfos(organizations);
        sink.Begin(SpendFamilies.SpendAlertThreshold);
        foreach (var organization in organizations)
        {
            WriteSpendAlerts(organization);
        }

        sink.Begin(SpendFamilies.AlertThreshold);
        foreach (var (name, threshold) in alertThresholds)
        {
            sink.Sample(values.LabelSet((LabelNames.Name, name)), threshold);
        }

        sink.Begin(SpendFamilies.DashboardsInfo);
        if (dashboards is not null)
        {
            sink.Sample(values.LabelSet((LabelNames.Url, dashboards)), Known);
        }
    }

    private void WriteBudgetInfos(IReadOnlyList<ExposedOrganization> organizations)
    {
        var budgets = organizations
            .SelectMany(organization => organization.Report.Settings.Budgets.DistinctBy(budget => values.Number(budget.Name)).Select(budget => (Organization: organization.Name, Budget: budget)))
            .ToList();
        string[] names = [.. budgets.SelectMany(static row => row.Budget.Attributes.Keys).Distinct().Order(StringComparer.Ordinal)];
        sink.Begin(SpendFamilies.BudgetInfo);
        foreach (var (organization, budget) in budgets)
        {
            sink.Sample(values.LabelSet([.. Labels(organization, budget, budget.Severity), .. Attributes(budget)]), Known);
        }

        sink.Begin(SpendFamilies.BudgetStep);
        foreach (var (organization, budget) in budgets)
        {
            foreach (var step in budget.WarnAt)
            {
                sink.Sample(
                    values.LabelSet([.. Labels(organization, budget, budget.SeverityOf(step)), (LabelNames.Step, step.ToString(CultureInfo.InvariantCulture)), .. Attributes(budget)]),
                    step);
            }
        }

        IEnumerable<(string, string?)> Attributes(Budget budget) => names.Select(name => (name, budget.Attributes.GetValueOrDefault(name)));
    }

    private static (string, string?)[] Labels(string organization, Budget budget, AlertSeverity severity) =>
    [
        (LabelNames.Organization, organization),
        (LabelNames.Budget, budget.Name),
        (LabelNames.Severity, severity switch { AlertSeverity.Critical => "critical", AlertSeverity.Warning => "warning", _ => "info" }),
    ];

    // Of two budgets that the labels cannot tell apart, the first one is shown.
    private IEnumerable<BudgetStatus> Distinct(ImmutableArray<BudgetStatus> budgets) => budgets.DistinctBy(
        budget => (values.Number(budget.Budget), budget.Period, budget.Source, values.Number(budget.ProjectId)));

    private void WriteBudgets(
        MetricFamily family, List<(ExposedOrganization Organization, BudgetStatus Budget)> budgets, Func<BudgetStatus, decimal?> read)
    {
        sink.Begin(family);
        foreach (var (organization, budget) in budgets)
        {
            if (read(budget) is { } usd)
            {
                (string, string?)[] row =
                [
                    (LabelNames.Organization, organization.Name),
                    (LabelNames.Budget, budget.Budget),
                    (LabelNames.Period, budget.Period == BudgetPeriod.Day ? "day" : "month"),
                    (LabelNames.Source, budget.Source == BudgetSource.Config ? "config" : "openai"),
                    (LabelNames.ProjectId, budget.ProjectId),
                ];
                var before = sink.Samples;
                sink.Sample(values.LabelSet(budget.ProjectId is null ? row.AsSpan(..^1) : row), usd);
                if (budget.Source == BudgetSource.OpenAi)
                {
                    _limitSeries[organization] = _limitSeries.GetValueOrDefault(organization) + sink.Samples - before;
                }
            }
        }
    }

    private void WriteSpendAlerts(ExposedOrganization organization)
    {
        var alerts = organization.Report.Snapshot.Directory.SpendAlerts;
        var before = sink.Samples;
        var distinct = (alerts ?? [])
            .DistinctBy(alert => (values.Number(alert.ProjectId), values.Number(alert.Id)))
            .OrderBy(alert => alert.ProjectId, StringComparer.Ordinal)
            .ThenBy(alert => alert.Id, StringComparer.Ordinal);
        foreach (var alert in distinct)
        {
            sink.Sample(
                values.LabelSet(
                    (LabelNames.Organization, organization.Name),
                    (LabelNames.ProjectId, alert.ProjectId),
                    (LabelNames.Project, organization.Report.ProjectName(alert.ProjectId)),
                    (LabelNames.AlertId, alert.Id)),
                alert.Usd);
        }

        organization.CountSeries(Surface.SpendAlerts, alerts is not null, sink.Samples - before);
    }
}
