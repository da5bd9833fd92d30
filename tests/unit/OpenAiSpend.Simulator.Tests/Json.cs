using System.Globalization;
using System.Text.Json;

namespace OpenAiSpend.Simulator.Tests;

/// <summary>Short ways to read the rows of a report.</summary>
internal static class Json
{
    public static IEnumerable<JsonElement> Rows(this JsonElement bucket) => bucket.GetProperty("results").EnumerateArray();

    public static string? Text(this JsonElement row, string name) => row.GetProperty(name).GetString();

    public static long Measure(this JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetInt64() : 0;

    public static decimal Usd(this JsonElement row)
    {
        var value = row.GetProperty("amount").GetProperty("value");
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text == "0E-6176" ? 0 : decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    public static DateOnly Day(this JsonElement bucket) =>
        DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(bucket.GetProperty("start_time").GetInt64()).UtcDateTime);
}
