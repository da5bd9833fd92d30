using System.Collections.Immutable;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Budgets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Budgets;

/// <summary>Holds budgets and limits against what was spent.</summary>
public static class BudgetReport
{
    /// <summary>The name under which OpenAI's own limits appear among the budgets.</summary>
    public const string OpenAiSpendLimit = "openai_spend_limit";

    /// <summary>How every budget of an organization stands on a day, configured ones first.</summary>
    public static ImmutableArray<BudgetStatus> Of(OrganizationSnapshot organization, UtcDay today)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return Of(organization, organization.Find(Surface.Costs) is { } costs ? new ProjectSpend(costs) : null, today);
    }

    /// <summary>The same, for a caller who has added up the organization's costs already.</summary>
    /// <param name="organization">The organization.</param>
    /// <param name="spend">Its costs, or null where they are unknown.</param>
    /// <param name="today">The day.</param>
    public static ImmutableArray<BudgetStatus> Of(OrganizationSnapshot organization, ProjectSpend? spend, UtcDay today)
    {
        ArgumentNullException.ThrowIfNull(organization);
        var statuses = ImmutableArray.CreateBuilder<BudgetStatus>();
        foreach (var budget in organization.Settings.Budgets)
        {
            if (budget.MonthlyUsd is { } monthly)
            {
                statuses.Add(Month(budget, monthly, BudgetSource.Config, null, spend, today));
            }

            if (budget.DailyUsd is { } daily)
            {
                statuses.Add(new BudgetStatus
                {
                    Budget = budget.Name,
                    Period = BudgetPeriod.Day,
                    Source = BudgetSource.Config,
                    Usd = daily,
                    SpentUsd = spend?.Day(budget.Covers, today),
                });
            }
        }

        foreach (var limit in organization.Directory.SpendLimits ?? [])
        {
            var budget = new Budget { Name = OpenAiSpendLimit, Projects = limit.ProjectId is null ? null : [limit.ProjectId] };
            statuses.Add(Month(budget, limit.Usd, BudgetSource.OpenAi, limit.ProjectId, spend, today));
        }

        return statuses.ToImmutable();
    }

    private static BudgetStatus Month(Budget budget, decimal usd, BudgetSource source, string? projectId, ProjectSpend? spend, UtcDay today) => new()
    {
        Budget = budget.Name,
        Period = BudgetPeriod.Month,
        Source = source,
        ProjectId = projectId,
        Usd = usd,
        SpentUsd = spend?.MonthToDate(budget.Covers, today),
        ForecastUsd = spend?.MonthForecast(budget.Covers, today),
    };
}
