using System.Text.Json.Nodes;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>The dashboards below <c>grafana/dashboards</c>.</summary>
internal static class DashboardFiles
{
    public static string[] Uids { get; } =
        [.. Directory.GetFiles(Repository.File("grafana", "dashboards"), "*.json").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    public static IReadOnlyList<Dashboard> All { get; } = [.. Uids.Select(Load)];

    /// <summary>Reads a file once more, for a test that changes what it says.</summary>
    public static Dashboard Load(string uid) =>
        new(JsonNode.Parse(File.ReadAllText(Repository.File("grafana", "dashboards", $"{uid}.json")))!.AsObject());
}
