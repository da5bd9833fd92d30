namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>The queries that may give nothing on a healthy demo that has just started, each with its reason.</summary>
internal static class EmptyPanels
{
    public static readonly IReadOnlyDictionary<(string Dashboard, string Panel, string RefId), string> Reasons =
        new Dictionary<(string, string, string), string>
        {
            [("openai-spend", "Today against the days before", "B")] = "It shows what was recorded a day ago.",
            [("openai-spend", "Today against the days before", "C")] = "It shows what was recorded a week ago.",
            [("openai-spend", "Alerts, firing and pending", "A")] = "Alerts fire after a while, if at all.",
            [("openai-usage", "API keys", "G")] = "A rate takes readings that are ten minutes apart.",
            [("openai-usage", "Tokens an hour by project", "A")] = "A rate takes readings that are ten minutes apart.",
            [("openai-exporter", "Instances", "B")] = "No instance is down.",
        };
}
