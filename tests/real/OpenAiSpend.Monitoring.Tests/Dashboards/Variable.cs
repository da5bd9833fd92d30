using System.Text.Json.Nodes;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>A variable of a dashboard.</summary>
internal sealed class Variable(JsonObject json)
{
    public JsonObject Json { get; } = json;

    public string Name => (string)Json["name"]!;

    public string Type => (string)Json["type"]!;

    public string Query => Json["query"] is JsonObject query ? (string)query["query"]! : (string)Json["query"]!;

    public string Pattern => (string?)Json["regex"] ?? "";

    public bool HasAll => (bool)Json["includeAll"]!;

    /// <summary>The choices of a variable of type custom.</summary>
    public IReadOnlyList<string> Options => [.. Dashboard.Objects(Json["options"]).Select(static option => (string)option["value"]!)];
}
