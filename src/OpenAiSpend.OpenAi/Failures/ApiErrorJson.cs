using System.Text.Json.Serialization;

namespace OpenAiSpend.OpenAi.Failures;

/// <summary>Reads error bodies without reflection.</summary>
[JsonSerializable(typeof(ApiErrorEnvelopeDto))]
internal sealed partial class ApiErrorJson : JsonSerializerContext;
