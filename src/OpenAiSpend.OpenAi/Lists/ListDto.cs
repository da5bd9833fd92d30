using System.Text.Json.Serialization;

namespace OpenAiSpend.OpenAi.Lists;

/// <summary>One page of a list, as it comes over the wire.</summary>
internal sealed class ListDto<T>
{
    [JsonPropertyName("data")]
    public List<T>? Data { get; init; }

    [JsonPropertyName("has_more")]
    public bool? HasMore { get; init; }

    [JsonPropertyName("last_id")]
    public string? LastId { get; init; }
}
