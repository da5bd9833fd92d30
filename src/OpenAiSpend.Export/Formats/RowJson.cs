using System.Globalization;
using System.Text.Json;
using OpenAiSpend.Accounting.Allocation;

namespace OpenAiSpend.Export.Formats;

/// <summary>Writes rows, and what there is to say about them, as JSON.</summary>
internal static class RowJson
{
    /// <summary>The name of a basis in every format.</summary>
    public static string Name(AllocationBasis basis) => basis switch
    {
        AllocationBasis.Exact => "exact",
        AllocationBasis.Model => "model",
        AllocationBasis.Project => "project",
        AllocationBasis.None => "none",
        _ => throw new ArgumentOutOfRangeException(nameof(basis), basis, "Not a basis."),
    };

    public static void Write(Utf8JsonWriter json, ExportRow row)
    {
        json.WriteStartObject();
        json.WriteString("date", $"{row.Date}");
        json.WriteString("identity", row.Identity);
        json.WriteString("identity_type", row.IdentityType);
        json.WriteString("tool", row.Tool);
        WriteNumber(json, "tokens_input", row.TokensInput);
        WriteNumber(json, "tokens_output", row.TokensOutput);
        WriteNumber(json, "cost_usd", row.CostUsd);
        json.WriteString("project_id", row.ProjectId);
        json.WriteString("project", row.Project);
        json.WritePropertyName("raw");
        WriteRaw(json, row);
        json.WriteEndObject();
    }

    /// <summary>What a row was added up from: rows of usage, and parts of billed rows. What OpenAI did not send is left out.</summary>
    public static void WriteRaw(Utf8JsonWriter json, ExportRow row)
    {
        json.WriteStartObject();
        json.WriteStartArray("usage");
        foreach (var (bucket, index) in row.Usage)
        {
            json.WriteStartObject();
            json.WriteString("surface", bucket.Surface.Name);
            for (var i = 0; i < bucket.Surface.Dimensions.Length; i++)
            {
                WriteText(json, bucket.Surface.Dimensions[i].Name, bucket.Dimensions(index)[i]);
            }

            for (var i = 0; i < bucket.Surface.Measures.Length; i++)
            {
                if (bucket.Value(index, i) is { } value)
                {
                    WriteNumber(json, bucket.Surface.Measures[i].Name, value);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("costs");
        foreach (var cost in row.Costs)
        {
            json.WriteStartObject();
            WriteText(json, "line_item", cost.LineItem.Raw);
            WriteText(json, "api_key_id", cost.ApiKeyId);
            WriteNumber(json, "amount", cost.Amount);
            WriteText(json, "currency", cost.Currency);
            json.WriteString("basis", Name(cost.Basis));
            if (cost.Quantity is { } quantity)
            {
                WriteNumber(json, "quantity", quantity);
                WriteText(json, "quantity_unit", cost.QuantityUnit);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ExportMeta meta)
    {
        json.WriteStartObject();
        json.WriteString("organization", meta.Organization);
        json.WriteString("from", $"{meta.Days.Start}");
        json.WriteString("to", $"{meta.Days.Last}");
        json.WriteString("read_at", meta.ReadAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber("row_count", meta.Rows);
        json.WriteNumber("pages", meta.Pages.Values.Sum());
        json.WriteStartObject("pages_by_surface");
        foreach (var (surface, pages) in meta.Pages)
        {
            json.WriteNumber(surface, pages);
        }

        json.WriteEndObject();
        json.WriteStartArray("warnings");
        foreach (var warning in meta.Warnings)
        {
            json.WriteStringValue(warning);
        }

        json.WriteEndArray();
        json.WriteStartObject("joined");
        json.WriteBoolean("costs", meta.Pages.ContainsKey("costs"));
        json.WriteStartArray("usage");
        foreach (var surface in meta.Pages.Keys.Where(static surface => surface != "costs"))
        {
            json.WriteStringValue(surface);
        }

        json.WriteEndArray();
        json.WriteBoolean("project_names", meta.HasNames);
        json.WriteString("allocation", meta.Allocation);
        json.WriteStartObject("usd_by_basis");
        foreach (var (basis, usd) in meta.UsdByBasis)
        {
            WriteNumber(json, basis, usd);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, decimal? number)
    {
        if (number is { } value)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(Numbers.Text(value), skipInputValidation: true);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
