using System.Text.Json.Nodes;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>A dashboard as its file has it.</summary>
internal sealed class Dashboard(JsonObject json)
{
    public JsonObject Json { get; } = json;

    public string Uid { get; } = (string)json["uid"]!;

    public string Title { get; } = (string)json["title"]!;

    /// <summary>The panels that show something: all but the rows, those in collapsed rows included.</summary>
    public IReadOnlyList<Panel> Panels { get; } =
        [.. Objects(json["panels"]).SelectMany(static panel => IsRow(panel) ? Objects(panel["panels"]) : [panel]).Select(static panel => new Panel(panel))];

    public IReadOnlyList<Variable> Variables { get; } = [.. Objects(json["templating"]?["list"]).Select(static variable => new Variable(variable))];

    /// <summary>What lies side by side on the screen: the panels and rows of the page, and the panels of each collapsed row.</summary>
    public IEnumerable<IReadOnlyList<Panel>> Layers =>
        Objects(Json["panels"]).Where(IsRow).Select(static row => row["panels"])
            .Prepend(Json["panels"])
            .Select(static panels => Objects(panels).Select(static panel => new Panel(panel)).ToArray());

    public Panel Find(string title) => Panels.Single(panel => panel.Title == title);

    public static IEnumerable<JsonObject> Objects(JsonNode? list) => list is JsonArray items ? items.Cast<JsonObject>() : [];

    private static bool IsRow(JsonObject panel) => (string?)panel["type"] == "row";
}
