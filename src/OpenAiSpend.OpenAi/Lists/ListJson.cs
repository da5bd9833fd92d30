using System.Text.Json.Serialization;

namespace OpenAiSpend.OpenAi.Lists;

/// <summary>Reads lists without reflection.</summary>
[JsonSerializable(typeof(ListDto<ProjectDto>))]
[JsonSerializable(typeof(ListDto<UserDto>))]
[JsonSerializable(typeof(ListDto<ApiKeyDto>))]
[JsonSerializable(typeof(ListDto<ThresholdDto>))]
internal sealed partial class ListJson : JsonSerializerContext;
