using System.Text.Json.Nodes;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>The dashboards keep the linter's rules, and the linter sees what breaks them.</summary>
public sealed class LinterTests
{
    private const string Spend = "openai-spend";
    private const string AnyTable = "Top models";

    public static TheoryData<string> Uids => [.. DashboardFiles.Uids];

    [Theory]
    [MemberData(nameof(Uids))]
    public void Findings_OfEachDashboard_AreNone(string uid)
    {
        var findings = string.Join('\n', Linter.Findings(DashboardFiles.Load(uid)));
        Assert.True(findings.Length == 0, findings);
    }

    [Fact]
    public void Findings_WithoutADescription_NameThePanel() =>
        Finds("has no description", dashboard => dashboard.Find(AnyTable).Json.Remove("description"));

    [Fact]
    public void Findings_WithoutAUnit_NameThePanel() =>
        Finds("has no unit", dashboard => dashboard.Find(AnyTable).Defaults!.AsObject().Remove("unit"));

    [Fact]
    public void Findings_WithoutATextForNothing_NameThePanel() =>
        Finds("there is nothing to show", dashboard => dashboard.Find(AnyTable).Defaults!.AsObject().Remove("noValue"));

    [Fact]
    public void Findings_WithAnotherDataSource_NameThePanel() =>
        Finds("variable for the data source", dashboard => dashboard.Find(AnyTable).Json["datasource"]!["uid"] = "prometheus");

    [Fact]
    public void Findings_OfTwoPanelsThatOverlap_NameBoth() =>
        Finds("overlap", dashboard => dashboard.Find(AnyTable).Json["gridPos"]!["x"] = 11);

    [Fact]
    public void Findings_OfAPanelBeyondTheLastColumn_NameIt() =>
        Finds("does not fit", dashboard => dashboard.Find(AnyTable).Json["gridPos"]!["w"] = 13);

    [Fact]
    public void Findings_OfTwoPanelsWithOneId_NameTheId() =>
        Finds("have the id", dashboard => dashboard.Find(AnyTable).Json["id"] = dashboard.Find("Top projects").Id);

    [Fact]
    public void Findings_OfAMisspelledMetric_NameIt() => FindsInQuery("which nothing exposes", "sum(topk without (instance, pod, project) (1, openai_costs_usd))");

    [Fact]
    public void Findings_OfAMisspelledRecordedSeries_NameIt() => FindsInQuery("which nothing exposes", "sum(organization_project_model_line_item:openai_costs_usd:sum)");

    [Fact]
    public void Findings_OfAGaugeAddedUp_NameIt() => FindsInQuery("over replicas", "sum by (project) (openai_cost_usd{organization=~\"$organization\"})");

    [Fact]
    public void Findings_OfAGaugeOfEachReplica_NameIt() => FindsInQuery("over replicas", "sum(max without (pod) (openai_cost_usd))");

    [Fact]
    public void Findings_OfACounterWithoutARate_NameIt() => FindsInQuery("without a rate", "sum(openai_exporter_polls_total)");

    [Fact]
    public void Findings_OfARateOverAFixedTime_NameIt() => FindsInQuery("takes a rate over 5m", "sum(rate(openai_exporter_polls_total[5m]))");

    [Fact]
    public void Findings_OfDaysInSteps_NameTheFamily() =>
        FindsInQuery("in steps", "max by (date) (openai_cost_daily_usd)", static query =>
        {
            query["instant"] = false;
            query["range"] = true;
        });

    [Fact]
    public void Findings_OfADatedPanelThatDropsTheTimeLate_NameIt() => Finds("in this order", dashboard =>
    {
        var steps = dashboard.Panels.First(static panel => panel.IsDated).Json["transformations"]!.AsArray();
        var first = steps[0]!;
        steps.RemoveAt(0);
        steps.Insert(1, first);
    });

    [Theory]
    [InlineData("openai_cost_usd", "openai_cost_usd")]
    [InlineData("sum by (project) (max without (instance) (openai_cost_usd{model=\"a(b\"}))", "openai_cost_usd", "max", "sum")]
    [InlineData("a * on (x) group_left () b", "a")]
    [InlineData("count(up{job=~\"$job\"} == 1) or rate(c_total[$__rate_interval])", "up", "count")]
    public void Metrics_OfAnExpression_BeginWithTheFirstAndWhatIsAroundIt(string expression, string name, params string[] calls)
    {
        var first = Expression.Metrics(expression)[0];

        Assert.Equal(name, first.Name);
        Assert.Equal(calls, first.Calls.Select(static call => call.Name));
    }

    private static void FindsInQuery(string finding, string expression, Action<JsonObject>? change = null) => Finds(finding, dashboard =>
    {
        var query = dashboard.Find(AnyTable).Queries[0].Json;
        query["expr"] = expression;
        change?.Invoke(query);
    });

    private static void Finds(string finding, Action<Dashboard> change)
    {
        var dashboard = DashboardFiles.Load(Spend);
        change(dashboard);

        Assert.Contains(Linter.Findings(new Dashboard(dashboard.Json)), found => found.Contains(finding, StringComparison.Ordinal));
    }
}
