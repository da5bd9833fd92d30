using System.Text.RegularExpressions;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>Every query of every panel, asked of a real Prometheus that has scraped the demo and evaluated the rules.</summary>
[Collection(UsesMonitoredDemo.Name)]
public sealed partial class DashboardQueryTests(MonitoredDemo demo)
{
    public static TheoryData<string, string> Panels =>
        [.. DashboardFiles.All.SelectMany(static dashboard => dashboard.Panels.Select(panel => new TheoryDataRow<string, string>(dashboard.Uid, panel.Title)))];

    public static TheoryData<string> Uids => [.. DashboardFiles.Uids];

    [Theory]
    [MemberData(nameof(Panels))]
    public async Task Query_OfEachPanelWithAllChosen_ReturnsData(string uid, string title)
    {
        var dashboard = DashboardFiles.Load(uid);
        foreach (var choices in await Interpolation.DefaultsAsync(dashboard, demo.Prometheus))
        {
            foreach (var query in dashboard.Find(title).Queries)
            {
                var count = await QueryAnswers.CountAsync(demo.Prometheus, query, Interpolation.Fill(query.Expression, choices));

                Assert.True(count > 0 || EmptyPanels.Reasons.ContainsKey((uid, title, query.RefId)), $"The {query} gives nothing, with {string.Join(", ", choices)}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public async Task Query_WithEveryValueChosenByItself_IsValid(string uid)
    {
        var dashboard = DashboardFiles.Load(uid);
        var choices = await Interpolation.EveryValueAsync(dashboard, demo.Prometheus);

        foreach (var query in dashboard.Panels.SelectMany(static panel => panel.Queries))
        {
            await QueryAnswers.CountAsync(demo.Prometheus, query, Interpolation.Fill(query.Expression, choices));
        }
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public async Task Variable_OfEachDashboard_OffersValues(string uid)
    {
        var dashboard = DashboardFiles.Load(uid);
        var choices = (await Interpolation.DefaultsAsync(dashboard, demo.Prometheus))[0];

        foreach (var variable in dashboard.Variables.Where(static variable => variable.Type == "query"))
        {
            var values = await Interpolation.ValuesAsync(variable, demo.Prometheus, choices);
            Assert.NotEmpty(values);
            Assert.All(values, static value => Assert.True(value is { Text.Length: > 0, Value.Length: > 0 }));
        }
    }

    [Theory]
    [InlineData("project", "Support \"Tier 1\" – Zürich", "proj_")]
    [InlineData("user", "Ada Lovelace", "user-")]
    public async Task Variable_OfSomethingWithAName_ShowsTheNameAndChoosesTheId(string name, string text, string beginOfId)
    {
        var dashboard = DashboardFiles.Load("openai-usage");
        var choices = (await Interpolation.DefaultsAsync(dashboard, demo.Prometheus))[0];

        var values = await Interpolation.ValuesAsync(dashboard.Variables.Single(variable => variable.Name == name), demo.Prometheus, choices);

        Assert.StartsWith(beginOfId, Assert.Single(values, value => value.Text == text).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_OfADatedPanel_GivesEachDayAsAnInstantInUtcOnceForEachName()
    {
        foreach (var dashboard in DashboardFiles.All)
        {
            foreach (var choices in await Interpolation.DefaultsAsync(dashboard, demo.Prometheus))
            {
                foreach (var query in dashboard.Panels.Where(static panel => panel.IsDated).SelectMany(static panel => panel.Queries))
                {
                    var rows = await demo.Prometheus.QueryAsync(Interpolation.Fill(query.Expression, choices));

                    Assert.All(rows, static row => Assert.Matches(InstantOfADay, row.Labels["day"]));
                    Assert.All(rows, static row => Assert.True(row.Labels.Keys.ToHashSet().SetEquals(["date", "day", "name"])));
                    Assert.Equal(rows.Count, rows.DistinctBy(static row => (row.Labels["day"], row.Labels["name"])).Count());
                }
            }
        }
    }

    [Fact]
    public void EmptyPanels_EachOnTheList_Exists() => Assert.All(
        EmptyPanels.Reasons.Keys,
        static key => Assert.Contains(DashboardFiles.Load(key.Dashboard).Find(key.Panel).Queries, query => query.RefId == key.RefId));

    // The form in which Grafana's transformation reads an instant whatever the time zone of the browser.
    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00Z$")]
    private static partial Regex InstantOfADay { get; }
}
