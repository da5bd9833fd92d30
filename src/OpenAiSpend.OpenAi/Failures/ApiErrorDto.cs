using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenAiSpend.OpenAi.Failures;

/// <summary>What OpenAI says of an error. <c>code</c> is mostly text, but not always.</summary>
internal sealed record ApiErrorDto(
    [property: JsonPropertyName("message")] string? Message,
    [property: JsonPropertyName("code")] JsonElement? Code,
    [property: JsonPropertyName("param")] JsonElement? Param);
