using System.Collections.Immutable;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Accounting.Tests;

public sealed class CustomerAllocationTests
{
    private const string Dated = "gpt-5-2025-08-07";

    [Fact]
    public void Of_LessTracedThanBilled_GivesTheRestToNobody()
    {
        var customers = Customers.Join(
            Customers.Bill(("proj_a", "gpt-5, input", 10m, 1000m, "tokens"), ("proj_a", "gpt-5, output", 40m, 100m, "tokens")),
            Customers.Traces((null, "acme", Dated, [0m, 300m, 0m, 0m, 20m]), (null, "beta", Dated, [0m, 100m, 0m, 0m, 30m]), (null, null, Dated, [0m, 50m, 0m, 0m, 0m])));
        Assert.Equal([("", 26m), ("acme", 11m), ("beta", 13m)], customers.Usd().Select(static of => (of.Key, of.Value)));
        Assert.Equal([("gpt-5", 500m / 1100m)], customers.Coverage.Select(static of => (of.Model, of.Ratio)));
    }

    [Fact]
    public void Of_CountedTwice_ChargesNoMoreThanTheBill()
    {
        var customers = Customers.Join(
            Customers.Bill(("proj_a", "gpt-5, input", 9m, 300m, "tokens")),
            Customers.Traces((null, "acme", Dated, [0m, 400m, 0m, 0m, 0m]), (null, "beta", Dated, [0m, 200m, 0m, 0m, 0m])));
        Assert.Equal([("acme", 6m), ("beta", 3m)], customers.Usd().Select(static of => (of.Key, of.Value)));
        Assert.Equal(2m, customers.Coverage.Single().Ratio);
    }

    [Fact]
    public void Of_NoProjectInTheTraces_DividesTheRowsOfAllProjectsInTheSameShares()
    {
        var customers = Customers.Join(
            Customers.Bill(("proj_a", "gpt-5, input", 6m, 600m, "tokens"), ("proj_b", "gpt-5, input", 4m, 400m, "tokens")),
            Customers.Traces((null, "acme", Dated, [0m, 500m, 0m, 0m, 0m])));
        Assert.Equal(5m, customers.Usd()["acme"]);
        Assert.Equal([("proj_a gpt-5", 6m), ("proj_b gpt-5", 4m)], customers.UsdByProjectAndModel().Select(static of => (of.Key, of.Value)));
    }

    [Fact]
    public void Of_ProjectsInTheTraces_KeepsEachProjectToItself()
    {
        var customers = Customers.Join(
            Customers.Bill(("proj_a", "gpt-5, input", 6m, 600m, "tokens"), ("proj_b", "gpt-5, input", 4m, 400m, "tokens")),
            Customers.Traces(("proj_a", "acme", Dated, [0m, 900m, 0m, 0m, 0m]), ("proj_c", "beta", Dated, [0m, 900m, 0m, 0m, 0m])),
            byProject: true);
        Assert.Equal([("", 4m), ("acme", 6m)], customers.Usd().Select(static of => (of.Key, of.Value)));
    }

    [Fact]
    public void Of_Thousands_AreTokensToo()
    {
        var customers = Customers.Join(
            Customers.Bill(("proj_a", "gpt-5, input", 10m, 2m, "1000_tokens")), Customers.Traces((null, "acme", Dated, [0m, 500m, 0m, 0m, 0m])));
        Assert.Equal([("", 7.5m), ("acme", 2.5m)], customers.Usd().Select(static of => (of.Key, of.Value)));
    }

    [Fact]
    public void Of_CachedInputThatTracesTellApart_IsBilledAsSuch()
    {
        var customers = Customers.Join(
            Customers.Bill(("p", "gpt-5, input", 8m, 800m, "tokens"), ("p", "gpt-5, cached input", 1m, 200m, "tokens")),
            Customers.Traces((null, "cold", Dated, [0m, 800m, 0m, 0m, 0m]), (null, "warm", Dated, [0m, 0m, 200m, 0m, 0m])));
        Assert.Equal([("cold", 8m), ("warm", 1m)], customers.Usd().Select(static of => (of.Key, of.Value)));
    }

    [Theory]
    [InlineData(true, 60 * 0.1 + 40 * 0.2)]
    [InlineData(false, 80 * 0.1 + 20 * 0.2)]
    public void Of_InputThatTracesDoNotTellApart_IsSplitAsUsageOrElseAsTheBillSays(bool hasUsage, double usd)
    {
        var usage = Some.Bucket(Surface.Completions, Some.Day, Some.Row.Of(("project_id", "p"), ("model", Dated)).With("input_tokens", 1000m).With("input_cached_tokens", 400m).With("output_tokens", 1m));
        var customers = Customers.Join(
            Customers.Bill(("p", "gpt-5, input", 80m, 800m, "tokens"), ("p", "gpt-5, cached input", 40m, 200m, "tokens")),
            Customers.Traces((null, "acme", Dated, [100m, 0m, 0m, 0m, 0m])),
            completions: hasUsage ? usage : null);
        Assert.Equal((decimal)usd, customers.Usd()["acme"]);
    }

    [Fact]
    public void Of_AnAliasThatIsBilledAsTwoVersions_IsDividedAsTheyWereBilled()
    {
        var customers = Customers.Join(
            Customers.Bill(("p", "gpt-5-2025-08-07, input", 3m, 300m, "tokens"), ("p", "gpt-5-2026-01-01, input", 2m, 100m, "tokens"), ("p", "gpt-5-mini, input", 7m, 100m, "tokens")),
            Customers.Traces((null, "acme", "gpt-5", [0m, 400m, 0m, 0m, 0m])));
        Assert.Equal([("", 7m), ("acme", 5m)], customers.Usd().Select(static of => (of.Key, of.Value)));
    }

    [Fact]
    public void Of_AnAliasOfWhichOneVersionIsCredited_GoesToTheOtherAndToNoMoreThanThat()
    {
        var customers = Customers.Join(
            Customers.Bill(("p", "gpt-5-2025-08-07, input", 3m, 1000m, "tokens"), ("p", "gpt-5-2026-01-01, input", -2m, -999m, "tokens")),
            Customers.Traces((null, "acme", "gpt-5", [0m, 500m, 0m, 0m, 0m])));
        Assert.Equal([("", -0.5m), ("acme", 1.5m)], customers.Usd().Select(static of => (of.Key, of.Value)));
    }

    [Fact]
    public void Of_ModelsThatAreNotOnTheBillAndRowsWithoutTokens_AreNotTraced()
    {
        var customers = Customers.Join(
            Customers.Bill(("p", "gpt-5, input", 3m, null, null), ("p", "web search tool calls", 2m, 10m, "requests"), (null, "Text tokens", 1m, 10m, "tokens"), ("p", "gpt-4o, input", 4m, 10m, "tokens")),
            Customers.Traces((null, "acme", Dated, [0m, 400m, 0m, 0m, 0m]), (null, "acme", null, [0m, 400m, 0m, 0m, 0m])));
        Assert.Equal([("", 10m)], customers.Usd().Select(static of => (of.Key, of.Value)));
        Assert.Equal([("gpt-4o", 0m)], customers.Coverage.Select(static of => (of.Model, of.Ratio)));
    }

    [Fact]
    public void Of_TokensOfToday_AreEstimatedAtEffectivePrices()
    {
        var usage = Some.Bucket(Surface.Completions, Some.Day.AddDays(-1), Some.Row.Of(("project_id", "p"), ("model", Dated)).With("input_tokens", 1000m).With("output_tokens", 100m));
        var bill = Customers.Bill(Some.Day.AddDays(-1), ("p", "gpt-5, input", 2m, 1000m, "tokens"), ("p", "gpt-5, output", 1m, 100m, "tokens"));
        var report = OrganizationReport.Of(
            Some.Snapshot(
                Some.Day,
                Some.Known(Surface.Costs, Some.Day, bill),
                Some.Known(Surface.Completions, Some.Day, usage),
                Some.Known(Surface.Traces, Some.Day, Customers.Traces((null, "acme", Dated, [100m, 0m, 0m, 0m, 10m])))).Organizations[0],
            Some.Day,
            new AccountingOptions());
        Assert.Equal([("acme", 0.3m)], report.Customers!.Estimates.Select(static of => (of.Customer, of.Usd)));
    }

    [Fact]
    public void Of_ABudgetOfACustomer_CountsHisSpendAndForecastsIt()
    {
        var bill = Customers.Bill(("p", "gpt-5, input", 8m, 800m, "tokens"));
        var costs = Some.Known(Surface.Costs, new DayWindow(Some.Day.MonthStart, Some.Day.Next), bill);
        var traces = Some.Known(Surface.Traces, new DayWindow(Some.Day.MonthStart, Some.Day.Next), Customers.Traces(("p", "acme", Dated, [0m, 200m, 0m, 0m, 0m])));
        var budgets = new[] { new Budget { Name = "acme-corp", Customer = "acme", MonthlyUsd = 500m, DailyUsd = 1m }, new Budget { Name = "all", MonthlyUsd = 500m } };
        var options = new AccountingOptions { Settings = ImmutableDictionary<string, OrganizationSettings>.Empty.Add("acme", new OrganizationSettings { Budgets = [.. budgets] }) };
        var known = OrganizationReport.Of(Some.Snapshot(Some.Day, costs, traces).Organizations[0], Some.Day, options).Budgets;
        Assert.Equal([("acme-corp", 2m), ("acme-corp", 2m), ("all", (decimal?)8m)], known.Select(static budget => (budget.Budget, budget.SpentUsd)));
        Assert.True(known[0].ForecastUsd >= 2m);
        var unknown = OrganizationReport.Of(Some.Snapshot(Some.Day, costs).Organizations[0], Some.Day, options).Budgets;
        Assert.Equal([("acme-corp", null), ("acme-corp", null), ("all", (decimal?)8m)], unknown.Select(static budget => (budget.Budget, budget.SpentUsd)));
    }

    [Fact]
    public void Of_DaysThatTracesDoNotKnow_AreUnknown()
    {
        var bill = Customers.Bill(("p", "gpt-5, input", 8m, 800m, "tokens"));
        var unknown = Some.Known(Surface.Traces, Some.Day.AddDays(-1), Bucket.Empty(Surface.Traces, Some.Day.AddDays(-1)));
        Assert.Null(OrganizationReport.Of(Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, bill), unknown).Organizations[0], Some.Day, new AccountingOptions()).Customers);
    }
}
