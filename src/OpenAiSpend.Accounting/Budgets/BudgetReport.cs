using System.Collections.Immutable;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;

namespace OpenAiSpend.Accounting.Budgets;

/// <summary>Holds budgets and limits against what was spent.</summary>
public static class BudgetReport
{
    /// <summary>The name under which OpenAI's own limits appear among the budgets.</summary>
    public const string OpenAiSpendLimit = "openai_spend_limit";

    /// <summary>How every budget of an organization stands on a day, configured ones first.</summary>
    /// <param name="limits">The limits that are set at OpenAI.</param>
    /// <param name="settings">The configured budgets.</param>
    /// <param name="spend">What the projects spent, or null where costs are unknown.</param>
    /// <param name="today">The day.</param>
    /// <param name="customers">What the customers spent, or null where that is unknown.</param>
    public static ImmutableArray<BudgetStatus> Of(
        ImmutableArray<SpendLimit> limits, OrganizationSettings settings, ProjectSpend? spend, UtcDay today, ProjectSpend? customers = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var statuses = ImmutableArray.CreateBuilder<BudgetStatus>();
        foreach (var budget in settings.Budgets)
        {
            var counted = budget.Customer is null ? spend : customers;
            if (budget.MonthlyUsd is { } monthly)
            {
                statuses.Add(Month(budget, monthly, BudgetSource.Config, null, counted, today));
            }

            if (budget.DailyUsd is { } daily)
            {
                statuses.Add(new BudgetStatus
                {
                    Budget = budget.Name,
                    Period = BudgetPeriod.Day,
                    Source = BudgetSource.Config,
                    Usd = daily,
                    SpentUsd = counted?.Day(budget.Covers, today),
                });
            }
        }

        foreach (var limit in limits)
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
