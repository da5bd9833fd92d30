using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page.Views;

/// <summary>The budget that covers exactly what is shown: for the month, and as a line across the days of the chart.</summary>
/// <param name="Month">The monthly budget and how it stands, or null where there is only a daily one.</param>
/// <param name="DailyUsd">US dollars a day.</param>
/// <param name="DailyText">What the line is, in words.</param>
internal sealed record BudgetLine(BudgetStatus? Month, decimal DailyUsd, string DailyText)
{
    /// <summary>The budget of an organization, or of the one project that is chosen; a configured one goes before a limit that is set at OpenAI.</summary>
    public static BudgetLine? Of(OrganizationSums organization, ProjectChoice projects, UtcDay today)
    {
        var fitting = organization.Budgets.Where(budget => Covers(organization, budget, projects)).ToList();
        var month = fitting.Find(static budget => budget.Period == BudgetPeriod.Month);
        if (fitting.Find(static budget => budget.Period == BudgetPeriod.Day) is { } day)
        {
            return new BudgetLine(month, day.Usd, $"daily budget {day.Budget}");
        }

        if (month is null)
        {
            return null;
        }

        var days = today.NextMonthStart.DaysSince(today.MonthStart);
        return new BudgetLine(month, month.Usd / days, $"{NameOf(month)}, divided by the {days} days of the month");
    }

    /// <summary>What people call a budget.</summary>
    public static string NameOf(BudgetStatus budget) =>
        budget.Source == BudgetSource.OpenAi ? "limit set at OpenAI" : budget.Period == BudgetPeriod.Day ? $"daily budget {budget.Budget}" : $"monthly budget {budget.Budget}";

    private static bool Covers(OrganizationSums organization, BudgetStatus budget, ProjectChoice projects)
    {
        if (budget.Source == BudgetSource.OpenAi)
        {
            return projects.IsAll ? budget.ProjectId is null : budget.ProjectId is not null && budget.ProjectId == projects.Id;
        }

        var covered = organization.Snapshot.Settings.Budgets.First(configured => configured.Name == budget.Budget).Projects;
        return projects.IsAll ? covered is null : covered is { Count: 1 } && covered[0] == projects.Id;
    }
}
