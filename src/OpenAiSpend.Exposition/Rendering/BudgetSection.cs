using System.Collections.Immutable;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>Writes what spend is held against: budgets, limits and thresholds.</summary>
internal sealed class BudgetSection(PageWriter page, LabelValues values, LabelSetText labels)
{
    /// <summary>Writes every family of budgets, with the samples of all organizations, and the thresholds of the alert rules.</summary>
    /// <param name="organizations">What is on the page.</param>
    /// <param name="alertThresholds">The thresholds by name.</param>
    public void Write(IReadOnlyList<OrganizationPart> organizations, ImmutableSortedDictionary<string, decimal> alertThresholds)
    {
        var budgets = organizations
            .SelectMany(organization => Distinct(organization.Budgets).Select(budget => (Organization: organization, Budget: budget)))
            .ToList();
        WriteBudgets(SpendFamilies.Budget, budgets, static budget => budget.Usd);
        WriteBudgets(SpendFamilies.BudgetSpent, budgets, static budget => budget.SpentUsd);
        WriteBudgets(SpendFamilies.BudgetForecast, budgets, static budget => budget.ForecastUsd);
        foreach (var organization in organizations)
        {
            var limits = budgets.Where(row => row.Organization == organization && row.Budget.Source == BudgetSource.OpenAi);
            organization.CountSeries(
                Surface.SpendLimits,
                organization.Snapshot.Directory.SpendLimits is not null,
                limits.Sum(row => 1 + (row.Budget.SpentUsd is null ? 0 : 1) + (row.Budget.ForecastUsd is null ? 0 : 1)));
        }

        page.Begin(SpendFamilies.SpendAlertThreshold);
        foreach (var organization in organizations)
        {
            WriteSpendAlerts(organization);
        }

        page.Begin(SpendFamilies.AlertThreshold);
        foreach (var (name, threshold) in alertThresholds)
        {
            page.Sample(labels.Of((LabelNames.Name, name)), threshold);
        }
    }

    // Of two budgets that the labels cannot tell apart, the first one is shown.
    private IEnumerable<BudgetStatus> Distinct(ImmutableArray<BudgetStatus> budgets) => budgets.DistinctBy(
        budget => (values.Number(budget.Budget), budget.Period, budget.Source, values.Number(budget.ProjectId)));

    private void WriteBudgets(
        MetricFamily family, List<(OrganizationPart Organization, BudgetStatus Budget)> budgets, Func<BudgetStatus, decimal?> read)
    {
        page.Begin(family);
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
                page.Sample(labels.Of(budget.ProjectId is null ? row.AsSpan(..^1) : row), usd);
            }
        }
    }

    private void WriteSpendAlerts(OrganizationPart organization)
    {
        var alerts = organization.Snapshot.Directory.SpendAlerts;
        var before = page.Samples;
        var distinct = (alerts ?? [])
            .DistinctBy(alert => (values.Number(alert.ProjectId), values.Number(alert.Id)))
            .OrderBy(alert => alert.ProjectId, StringComparer.Ordinal)
            .ThenBy(alert => alert.Id, StringComparer.Ordinal);
        foreach (var alert in distinct)
        {
            page.Sample(
                labels.Of(
                    (LabelNames.Organization, organization.Name),
                    (LabelNames.ProjectId, alert.ProjectId),
                    (LabelNames.Project, organization.ProjectName(alert.ProjectId)),
                    (LabelNames.AlertId, alert.Id)),
                alert.Usd);
        }

        organization.CountSeries(Surface.SpendAlerts, alerts is not null, page.Samples - before);
    }
}
