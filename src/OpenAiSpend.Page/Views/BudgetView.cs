using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Page.Views;

/// <summary>A budget of an organization, or a limit that is set at OpenAI, and how it stands.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Status">How it stands.</param>
/// <param name="IsLowerBound">Whether more may be spent than is known, because days of the month are missing.</param>
internal sealed record BudgetView(OrganizationReport Organization, BudgetStatus Status, bool IsLowerBound)
{
    /// <summary>What people call it.</summary>
    public string Name =>
        Status.Source == BudgetSource.OpenAi ? "limit set at OpenAI"
        : Status.Period == BudgetPeriod.Day ? $"daily budget {Status.Budget}"
        : $"monthly budget {Status.Budget}";

    /// <summary>Whose spend counts, in words.</summary>
    public string Scope => Configured?.Customer is { } customer ? $"customer {customer}" : Projects switch
    {
        null => "whole organization",
        { Count: 0 } => "no project",
        { Count: <= 3 } few => string.Join(", ", few.Select(Organization.ProjectTitle)),
        var many => $"{many.Count} projects",
    };

    /// <summary>Whether spend is over it.</summary>
    public bool IsUsedUp => Status.SpentUsd > Status.Usd;

    /// <summary>Whether spend will be over it when the month ends.</summary>
    public bool WillBeUsedUp => Status.ForecastUsd > Status.Usd;

    /// <summary>How it stands, in words.</summary>
    public string Verdict =>
        Status.SpentUsd is null ? "not known"
        : IsUsedUp ? "used up"
        : WillBeUsedUp ? "will be used up"
        : IsLowerBound ? "within budget, as far as is known"
        : "within budget";

    private Budget? Configured => Status.Source == BudgetSource.Config ? Organization.Settings.Budgets.First(configured => configured.Name == Status.Budget) : null;

    private ImmutableSortedSet<string>? Projects => Status switch
    {
        { Source: BudgetSource.Config } => Configured!.Projects,
        { ProjectId: { } limited } => [limited],
        _ => null,
    };

    /// <summary>The budgets and limits of an organization.</summary>
    public static IEnumerable<BudgetView> Of(OrganizationReport organization, UtcDay today)
    {
        var isMonthPartial = Overview.MissingDaysOf(organization, today).Any();
        return organization.Budgets.Select(status => new BudgetView(organization, status, isMonthPartial && status.Period == BudgetPeriod.Month));
    }

    /// <summary>Whether it counts exactly the spend that a filter shows.</summary>
    public bool IsFor(ProjectFilter projects) => Configured?.Customer is null && (projects.IsAll ? Projects is null : Projects is [var only] && only == projects.Id);
}

/// <summary>The budget that covers exactly what is shown: for the month, and as a line across the days of the chart.</summary>
/// <param name="Month">The monthly budget, or null where there is only a daily one.</param>
/// <param name="DailyUsd">US dollars a day.</param>
/// <param name="DailyText">What the line is, in words.</param>
internal sealed record BudgetLine(BudgetView? Month, decimal DailyUsd, string DailyText)
{
    /// <summary>The budget of an organization, or of the one project that is chosen; a configured one goes before a limit that is set at OpenAI.</summary>
    public static BudgetLine? Of(OrganizationReport organization, ProjectFilter projects, UtcDay today)
    {
        var fitting = BudgetView.Of(organization, today).Where(budget => budget.IsFor(projects)).ToList();
        var month = fitting.Find(static budget => budget.Status.Period == BudgetPeriod.Month);
        if (fitting.Find(static budget => budget.Status.Period == BudgetPeriod.Day) is { } day)
        {
            return new BudgetLine(month, day.Status.Usd, day.Name);
        }

        var days = today.NextMonthStart.DaysSince(today.MonthStart);
        return month is null ? null : new BudgetLine(month, month.Status.Usd / days, $"{month.Name}, divided by the {days} days of the month");
    }
}
