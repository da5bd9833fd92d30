using System.Text.Json.Serialization;

namespace OpenAiSpend.OpenAi.Lists;

/// <summary>A project, as it comes over the wire.</summary>
internal sealed class ProjectDto
{
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("status")]
    public string? Status { get; init; }

    [JsonPropertyName("archived_at")]
    public long? ArchivedAt { get; init; }
}
