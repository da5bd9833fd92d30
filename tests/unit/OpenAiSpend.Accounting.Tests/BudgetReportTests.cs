using System.Collections.Immutable;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Accounting.Tests;

public class BudgetReportTests
{
    private static readonly SurfaceSnapshot Costs = Some.Known(
        Surface.Costs,
        Some.Day,
        [
            .. Enumerable.Range(0, 35).Select(i => Some.Day.AddDays(-i)).Select(day => Some.Costs(
                day, ("proj_a", "x", 10m), ("proj_b", "x", 3m), (null, "y", 1m))),
        ]);

    [Fact]
    public void Of_WholeOrganization_CountsSpendOfNoProjectAsWell()
    {
        var status = Assert.Single(Report(new Budget { Name = "everything", MonthlyUsd = 500m }));

        Assert.Equal((500m, 20 * 14m, 30 * 14m), (status.Usd, status.SpentUsd, status.ForecastUsd));
        Assert.Equal((BudgetPeriod.Month, BudgetSource.Config), (status.Period, status.Source));
    }

    [Fact]
    public void Of_SomeProjects_CountsThoseAlone()
    {
        var status = Assert.Single(Report(new Budget { Name = "b", MonthlyUsd = 50m, Projects = ["proj_b", "proj_unknown"] }));

        Assert.Equal((60m, 90m), (status.SpentUsd, status.ForecastUsd));
    }

    [Fact]
    public void Of_MonthlyAndDaily_GivesBothAndForecastsMonthsOnly()
    {
        var statuses = Report(new Budget { Name = "a", MonthlyUsd = 100m, DailyUsd = 9m, Projects = ["proj_a"] });

        Assert.Equal([(BudgetPeriod.Month, 200m), (BudgetPeriod.Day, 10m)], statuses.Select(status => (status.Period, status.SpentUsd!.Value)));
        Assert.Null(statuses[1].ForecastUsd);
    }

    [Fact]
    public void Of_CostsNeverRead_KnowsTheBudgetButNotWhatWasSpent()
    {
        var status = Assert.Single(BudgetReport.Of([], Settings(new Budget { Name = "a", MonthlyUsd = 1m }), spend: null, Some.Day));

        Assert.Null(status.SpentUsd);
        Assert.Null(status.ForecastUsd);
    }

    [Fact]
    public void Of_DayThatWasNotReadYet_IsUnknownNotZero()
    {
        var statuses = Report(Some.Day.Next, new Budget { Name = "a", MonthlyUsd = 100m, DailyUsd = 9m });

        Assert.Equal(280m, statuses[0].SpentUsd);
        Assert.Null(statuses[1].SpentUsd);
    }

    [Fact]
    public void Of_StartOfTheMonthUnknown_DoesNotPassAPartForTheWhole()
    {
        var costs = Some.Known(Surface.Costs, Some.Day, Some.Costs(Some.Date("2026-11-02"), ("proj_a", "x", 10m)));
        Assert.Null(Assert.Single(BudgetReport.Of([], Settings(new Budget { Name = "a", MonthlyUsd = 1m }), new ProjectSpend(costs), Some.Day)).SpentUsd);
    }

    [Fact]
    public void Of_LimitsAtOpenAi_AppearAsBudgets()
    {
        var statuses = BudgetReport.Of(
            [new SpendLimit(null, 1000m), new SpendLimit("proj_b", 70m)], OrganizationSettings.None, new ProjectSpend(Costs), Some.Day);

        Assert.Equal([(null, 1000m, 280m), ("proj_b", 70m, 60m)], statuses.Select(status => (status.ProjectId, status.Usd, status.SpentUsd!.Value)));
        Assert.All(statuses, status => Assert.Equal((BudgetReport.OpenAiSpendLimit, BudgetSource.OpenAi), (status.Budget, status.Source)));
    }

    private static ImmutableArray<BudgetStatus> Report(Budget budget) => Report(Some.Day, budget);

    private static ImmutableArray<BudgetStatus> Report(UtcDay today, Budget budget) =>
        BudgetReport.Of([], Settings(budget), new ProjectSpend(Costs), today);

    private static OrganizationSettings Settings(Budget budget) => new() { Budgets = [budget] };
}
