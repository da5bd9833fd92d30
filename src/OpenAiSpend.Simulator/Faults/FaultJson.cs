using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenAiSpend.Simulator;

/// <summary>How faults are written: what is not set is left out, and what is not known is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(KindConverter)])]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(FaultKind[]))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, Fault>))]
internal sealed partial class FaultJson : JsonSerializerContext
{
    private sealed class KindConverter() : JsonStringEnumConverter<FaultKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
}

/// <summary>How books and requests are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<RecordedRequest>))]
[JsonSerializable(typeof(IReadOnlyList<CostRow>))]
[JsonSerializable(typeof(IReadOnlyList<TrueCost>))]
[JsonSerializable(typeof(IReadOnlyList<UsageRow>))]
[JsonSerializable(typeof(Runaway))]
internal sealed partial class BooksJson : JsonSerializerContext;
