using System.Text.Json.Nodes;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>One of the queries of a panel.</summary>
internal sealed class PanelQuery(Panel panel, JsonObject json)
{
    public Panel Panel { get; } = panel;

    public JsonObject Json { get; } = json;

    public string RefId => (string)Json["refId"]!;

    public string Expression => (string)Json["expr"]!;

    /// <summary>Whether it is asked for once, not at each step of the time range.</summary>
    public bool IsInstant => (bool?)Json["instant"] == true && (bool?)Json["range"] != true;

    public bool IsTable => (string?)Json["format"] == "table";

    public string Legend => (string?)Json["legendFormat"] ?? "";

    public override string ToString() => $"query {RefId} of {Panel}";
}
