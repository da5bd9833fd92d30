using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenAiSpend.Traces.Requests;

/// <summary>An answer of Prometheus' API.</summary>
/// <typeparam name="T">What it holds.</typeparam>
internal sealed record PrometheusAnswerDto<T>(string? Status, T? Data, string? ErrorType, string? Error, IReadOnlyList<string>? Warnings)
    where T : class;

/// <summary>What a query gave: series, each with the values of one or of several instants.</summary>
internal sealed record QueryDataDto(string? ResultType, IReadOnlyList<QuerySeriesDto>? Result);

/// <summary>A series.</summary>
internal sealed record QuerySeriesDto(Dictionary<string, string>? Metric, IReadOnlyList<QuerySample>? Values, QuerySample? Value);

/// <summary>A value and when it holds.</summary>
/// <param name="UnixSeconds">The instant.</param>
/// <param name="Value">The value; it may be none of a number.</param>
[JsonConverter(typeof(QuerySampleConverter))]
internal readonly record struct QuerySample(double UnixSeconds, double Value);

/// <summary>Reads <c>[1764028800, "12"]</c>.</summary>
internal sealed class QuerySampleConverter : JsonConverter<QuerySample>
{
    public override QuerySample Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Require(ref reader, JsonTokenType.StartArray);
        Next(ref reader, JsonTokenType.Number);
        var at = reader.GetDouble();
        Next(ref reader, JsonTokenType.String);
        var text = reader.GetString();
        var value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : text is "+Inf" or "-Inf" or "NaN" ? double.NaN
            : throw new JsonException("A value is no number.");
        Next(ref reader, JsonTokenType.EndArray);
        return new QuerySample(at, value);
    }

    public override void Write(Utf8JsonWriter writer, QuerySample value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static void Next(ref Utf8JsonReader reader, JsonTokenType type)
    {
        reader.Read();
        Require(ref reader, type);
    }

    private static void Require(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
        {
            throw new JsonException("A sample is not an instant and a value.");
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PrometheusAnswerDto<QueryDataDto>))]
[JsonSerializable(typeof(PrometheusAnswerDto<IReadOnlyList<string>>))]
internal sealed partial class PrometheusJson : JsonSerializerContext;
