using System.Text.Json.Serialization;

namespace OpenAiSpend.OpenAi.Lists;

/// <summary>An API key, as it comes over the wire, less everything that says something of its secret or its owner.</summary>
internal sealed class ApiKeyDto
{
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }
}
