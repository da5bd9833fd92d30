using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Export.Files;

namespace OpenAiSpend.Export.Rows;

/// <summary>Rows, and what there is to say about them, as JSON: the members of the records, in snake case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(Number)])]
[JsonSerializable(typeof(ExportRow))]
[JsonSerializable(typeof(ExportMeta))]
internal sealed partial class RowJson : JsonSerializerContext
{
    /// <summary>Names of models and projects may be written as they are: nobody puts this text into HTML.</summary>
    public static readonly JsonWriterOptions Writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The name of a basis in every format.</summary>
    public static string Name(AllocationBasis basis) => basis.ToString().ToLowerInvariant();

    /// <summary>A number with every digit, and without zeros at the end.</summary>
    public sealed class Number : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteRawValue(Csv.Number(value), skipInputValidation: true);
    }

    /// <summary>Rows of usage and parts of billed rows, by OpenAI's own names. What OpenAI did not send is left out.</summary>
    public sealed class Raw : JsonConverter<RawRows>
    {
        public override RawRows Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, RawRows value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("usage");
            foreach (var (bucket, row) in value.Usage)
            {
                writer.WriteStartObject();
                writer.WriteString("surface", bucket.Surface.Name);
                for (var i = 0; i < bucket.Surface.Dimensions.Length; i++)
                {
                    Member(bucket.Surface.Dimensions[i].Name, bucket.Dimensions(row)[i]);
                }

                for (var i = 0; i < bucket.Surface.Measures.Length; i++)
                {
                    Amount(bucket.Surface.Measures[i].Name, bucket.Value(row, i));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("costs");
            foreach (var cost in value.Costs)
            {
                writer.WriteStartObject();
                Member("line_item", cost.LineItem.Raw);
                Member("api_key_id", cost.ApiKeyId);
                Amount("amount", cost.Amount);
                Member("currency", cost.Currency);
                Member("basis", Name(cost.Basis));
                Amount("quantity", cost.Quantity);
                Member("quantity_unit", cost.Quantity is null ? null : cost.QuantityUnit);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();

            void Member(string name, string? text)
            {
                if (text is not null)
                {
                    writer.WriteString(name, text);
                }
            }

            void Amount(string name, decimal? number)
            {
                if (number is not null)
                {
                    writer.WritePropertyName(name);
                    writer.WriteRawValue(Csv.Number(number), skipInputValidation: true);
                }
            }
        }
    }
}
