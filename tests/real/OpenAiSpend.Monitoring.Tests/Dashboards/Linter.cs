namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>The rules of Grafana's dashboard-linter, and those that hold here besides.</summary>
internal static class Linter
{
    /// <summary>What is wrong with a dashboard, in words.</summary>
    public static IEnumerable<string> Findings(Dashboard dashboard) =>
        [.. DashboardRules.Findings(dashboard), .. LayoutRules.Findings(dashboard), .. dashboard.Panels.SelectMany(PanelRules.Findings), .. dashboard.Panels.SelectMany(static panel => panel.Queries).SelectMany(QueryRules.Findings)];
}
