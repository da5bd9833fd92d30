using System.Text.Json;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Benchmarks.Data;

/// <summary>A page of completions: 31 daily buckets, as the API sends them.</summary>
internal static class CompletionsPage
{
    public const int Days = 31;

    public static readonly DayWindow Window = DayWindow.Trailing(Some.Day, Days);

    public static byte[] WithRows(int rows)
    {
        Random random = new(1);
        using MemoryStream page = new();
        using Utf8JsonWriter json = new(page);
        json.WriteStartObject();
        json.WriteString("object", "page");
        json.WriteStartArray("data");
        for (var day = Window.Start; day < Window.End; day = day.Next)
        {
            json.WriteStartObject();
            json.WriteString("object", "bucket");
            json.WriteNumber("start_time", day.StartUnixSeconds);
            json.WriteNumber("end_time", day.Next.StartUnixSeconds);
            json.WriteStartArray("results");
            for (var set = 0; set < rows / Days; set++)
            {
                CompletionsRow.Draw(set, random).WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more", false);
        json.WriteNull("next_page");
        json.WriteEndObject();
        json.Flush();
        return page.ToArray();
    }
}
