using System.Collections.Immutable;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Series;

/// <summary>The forecast, budgets, limits, alerts and thresholds as the page shows them.</summary>
public sealed class BudgetTests
{
    private static readonly SurfaceSnapshot Costs = Some.Known(
        Surface.Costs,
        Some.Day,
        [
            .. Enumerable.Range(0, 35).Select(i => Some.Day.AddDays(-i)).Select(day => Some.Costs(
                day, ("proj_a", "x", 10m), ("proj_b", "x", 3m), (null, "y", 1m))),
        ]);

    private static readonly OrganizationDirectory Directory = new()
    {
        Projects = [new Project("proj_a", "Search", "active")],
        SpendLimits = [new SpendLimit(null, 1000m), new SpendLimit("proj_b", 70m)],
        SpendAlerts = [new SpendAlert("proj_a", "alert_2", 250.5m), new SpendAlert(null, "alert_1", 900m), new SpendAlert(null, "alert_1", 1m)],
    };

    [Fact]
    public void Forecast_EachProject_HasOneAndNobodyToo() => Assert.Equal(
        [
            ("openai_cost_forecast_month_usd{organization=acme,project_id=,project=}", 30m),
            ("openai_cost_forecast_month_usd{organization=acme,project_id=proj_a,project=Search}", 300m),
            ("openai_cost_forecast_month_usd{organization=acme,project_id=proj_b,project=proj_b}", 90m),
        ],
        Page(Costs)["openai_cost_forecast_month_usd"].Select(sample => (sample.Series, sample.Value)));

    [Fact]
    public void Forecast_NotGroupedByProject_IsOfTheOrganization()
    {
        var buckets = Costs.Buckets.Select(bucket => Some.Bucket(
            Surface.Costs, bucket.Day, Some.Row.Of(("currency", "usd")).With("amount", bucket.TotalUsd())));

        var sample = Assert.Single(Page(Some.Known(Surface.Costs, Some.Day, [.. buckets]) with { GroupBy = [] })["openai_cost_forecast_month_usd"]);

        Assert.Equal(("openai_cost_forecast_month_usd{organization=acme}", 420m), (sample.Series, sample.Value));
    }

    [Fact]
    public void Forecast_StartOfTheMonthUnknown_IsAbsent()
    {
        var page = Page(Some.Known(Surface.Costs, Some.Day, Some.Costs(Some.Day, ("proj_a", "x", 1m))));

        Assert.Empty(page["openai_cost_forecast_month_usd"]);
        Assert.Empty(page["openai_budget_forecast_usd"]);
        Assert.Equal(["day"], page["openai_budget_spent_usd"].Select(sample => sample["period"]));
    }

    [Fact]
    public void Budgets_ConfiguredAndAtOpenAi_AreShownWithWhatIsSpentAndForecast()
    {
        var page = Page(Costs);

        Assert.Equal(
            [
                ("{organization=acme,budget=everything,period=month,source=config}", 500m),
                ("{organization=acme,budget=search,period=month,source=config}", 250m),
                ("{organization=acme,budget=search,period=day,source=config}", 12.5m),
                ("{organization=acme,budget=openai_spend_limit,period=month,source=openai}", 1000m),
                ("{organization=acme,budget=openai_spend_limit,period=month,source=openai,project_id=proj_b}", 70m),
            ],
            Of(page, "openai_budget_usd"));
        Assert.Equal([280m, 200m, 10m, 280m, 60m], page["openai_budget_spent_usd"].Select(sample => sample.Value));
        Assert.Equal([420m, 300m, 420m, 90m], page["openai_budget_forecast_usd"].Select(sample => sample.Value));
        Assert.Equal(
            Of(page, "openai_budget_usd").Select(budget => budget.Labels),
            Of(page, "openai_budget_spent_usd").Select(budget => budget.Labels));
    }

    [Fact]
    public void Budgets_CostsUnknown_AreShownAlone()
    {
        var page = Page();

        Assert.Equal(5, page["openai_budget_usd"].Length);
        Assert.Empty(page["openai_budget_spent_usd"]);
        Assert.Empty(page["openai_budget_forecast_usd"]);
        Assert.Equal(2, page["openai_spend_alert_threshold_usd"].Length);
    }

    [Fact]
    public void Budgets_ThatLabelsCannotTellApart_AreShownOnce()
    {
        var budget = new Budget { Name = "a", MonthlyUsd = 1m };
        var organization = new OrganizationSnapshot("acme", [])
        {
            Directory = new OrganizationDirectory { SpendLimits = [new SpendLimit("proj_a", 3m), new SpendLimit("proj_a", 4m)] },
        };

        var settings = new OrganizationSettings { Budgets = [budget, budget with { MonthlyUsd = 2m }] };
        Assert.Equal([1m, 3m], Rendered.Page(new SpendSnapshot(Some.Day, [organization]), settings: settings)["openai_budget_usd"].Select(sample => sample.Value));
    }

    [Fact]
    public void BudgetInfos_EachConfiguredBudget_HaveItsSeverityAndAttributes()
    {
        var page = Page();

        Assert.Equal(
            [("{organization=acme,budget=everything,severity=critical,team=}", 1m), ("{organization=acme,budget=search,severity=warning,team=search}", 1m)],
            Of(page, "openai_budget_info"));
        Assert.Equal(
            [
                ("{organization=acme,budget=search,severity=info,step=0.5,team=search}", 0.5m),
                ("{organization=acme,budget=search,severity=warning,step=0.80,team=search}", 0.8m),
            ],
            Of(page, "openai_budget_step_ratio"));
    }

    [Fact]
    public void Dashboards_AddressConfigured_IsShown() => Assert.Equal(
        [("{url=https://grafana.example.com}", 1m)],
        Of(Rendered.Page(FullSnapshot.Of(), new ExpositionOptions { DashboardsUrl = "https://grafana.example.com" }), "openai_dashboards_info"));

    [Fact]
    public void SpendAlerts_OfOrganizationAndProject_AreShownOnce() => Assert.Equal(
        [
            ("{organization=acme,project_id=,project=,alert_id=alert_1}", 900m),
            ("{organization=acme,project_id=proj_a,project=Search,alert_id=alert_2}", 250.5m),
        ],
        Of(Page(), "openai_spend_alert_threshold_usd"));

    [Fact]
    public void AlertThresholds_NothingRead_AreOnTheFirstPage()
    {
        var options = new ExpositionOptions
        {
            AlertThresholds = ImmutableSortedDictionary<string, decimal>.Empty.Add("token_rate_factor", 5m).Add("anomaly_score", 3.5m),
        };

        Assert.Equal(
            [("{name=anomaly_score}", 3.5m), ("{name=token_rate_factor}", 5m)],
            Of(Rendered.Page(FullSnapshot.Of(), options), "openai_alert_threshold"));
    }

    private static IEnumerable<(string Labels, decimal Value)> Of(ParsedExposition page, string family) =>
        page[family].Select(sample => (sample.Series[family.Length..], sample.Value));

    private static ParsedExposition Page(params ImmutableArray<SurfaceSnapshot> surfaces) => Rendered.Page(
        new SpendSnapshot(Some.Day, [new OrganizationSnapshot("acme", surfaces) { Directory = Directory }]),
        settings: new OrganizationSettings
        {
            Budgets =
            [
                new Budget { Name = "everything", MonthlyUsd = 500m },
                new Budget
                {
                    Name = "search",
                    MonthlyUsd = 250m,
                    DailyUsd = 12.5m,
                    Projects = ["proj_a"],
                    Severity = AlertSeverity.Warning,
                    WarnAt = [0.5m, 0.80m],
                    Attributes = ImmutableSortedDictionary<string, string>.Empty.Add("team", "search"),
                },
            ],
        });
}
