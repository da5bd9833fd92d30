using System.Text.Json.Serialization;

namespace OpenAiSpend.OpenAi.Failures;

/// <summary>The body of an error: <c>{"error":{…}}</c>.</summary>
internal sealed record ApiErrorEnvelopeDto([property: JsonPropertyName("error")] ApiErrorDto? Error);
