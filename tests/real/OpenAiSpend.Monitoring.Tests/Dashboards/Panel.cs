using System.Text.Json.Nodes;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>A panel of a dashboard, or a row.</summary>
internal sealed class Panel(JsonObject json)
{
    public JsonObject Json { get; } = json;

    public int Id => (int)Json["id"]!;

    public string Type => (string)Json["type"]!;

    public string Title => (string?)Json["title"] ?? "";

    public string Description => (string?)Json["description"] ?? "";

    public JsonNode? Defaults => Json["fieldConfig"]?["defaults"];

    public IReadOnlyList<PanelQuery> Queries => [.. Dashboard.Objects(Json["targets"]).Select(target => new PanelQuery(this, target))];

    /// <summary>Whether it draws days: its queries give the day of each value as a label, and the panel makes a time of it.</summary>
    public bool IsDated => Dashboard.Objects(Json["transformations"]).Any(static transformation => (string?)transformation["id"] == "convertFieldType");

    public (int X, int Y, int Width, int Height) Place => (Grid("x"), Grid("y"), Grid("w"), Grid("h"));

    public override string ToString() => $"panel {Id} \"{Title}\"";

    private int Grid(string key) => (int)Json["gridPos"]![key]!;
}
