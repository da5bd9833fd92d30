using System.Collections.Immutable;
using System.Text.Json;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Export.Reading;

/// <summary>A reading as one line of JSON, and back. Only a run of the same version reads it.</summary>
internal static class ReadingJson
{
    public static byte[] Write(SurfaceReading reading)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteNumber("start", reading.Window.Start.Number);
            json.WriteNumber("end", reading.Window.End.Number);
            json.WriteNumber("pages", reading.Pages);
            json.WriteStartObject("rejected");
            foreach (var (reason, rows) in reading.RejectedRows)
            {
                json.WriteNumber(reason, rows);
            }

            json.WriteEndObject();
            json.WriteStartArray("notices");
            foreach (var notice in reading.Notices)
            {
                json.WriteStringValue(notice);
            }

            json.WriteEndArray();
            json.WriteStartArray("buckets");
            foreach (var bucket in reading.Buckets)
            {
                Write(json, bucket);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return memory.ToArray();
    }

    /// <exception cref="JsonException">It is not what <see cref="Write(SurfaceReading)"/> wrote.</exception>
    public static SurfaceReading Read(ReadOnlyMemory<byte> text, BucketSurface surface)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        return new SurfaceReading
        {
            Window = new DayWindow(new UtcDay(root.GetProperty("start").GetInt32()), new UtcDay(root.GetProperty("end").GetInt32())),
            Pages = root.GetProperty("pages").GetInt32(),
            RejectedRows = root.GetProperty("rejected").EnumerateObject().ToImmutableSortedDictionary(static reason => reason.Name, static reason => reason.Value.GetInt32()),
            Notices = [.. root.GetProperty("notices").EnumerateArray().Select(static notice => notice.GetString()!)],
            Buckets = [.. root.GetProperty("buckets").EnumerateArray().Select(bucket => Read(bucket, surface))],
        };
    }

    // A row is its dimensions and then its measures, each null where there is none.
    private static void Write(Utf8JsonWriter json, Bucket bucket)
    {
        json.WriteStartArray();
        json.WriteNumberValue(bucket.Day.Number);
        json.WriteNumberValue(bucket.End.UtcTicks);
        for (var row = 0; row < bucket.Count; row++)
        {
            json.WriteStartArray();
            foreach (var dimension in bucket.Dimensions(row))
            {
                json.WriteStringValue(dimension);
            }

            for (var measure = 0; measure < bucket.Surface.Measures.Length; measure++)
            {
                if (bucket.Value(row, measure) is { } value)
                {
                    json.WriteNumberValue(value);
                }
                else
                {
                    json.WriteNullValue();
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static Bucket Read(JsonElement bucket, BucketSurface surface)
    {
        var builder = new BucketBuilder(surface, new UtcDay(bucket[0].GetInt32())) { End = new DateTimeOffset(bucket[1].GetInt64(), TimeSpan.Zero) };
        var dimensions = new string?[surface.Dimensions.Length];
        var values = new decimal[surface.Measures.Length];
        foreach (var row in bucket.EnumerateArray().Skip(2))
        {
            var at = 0;
            var present = 0u;
            foreach (var cell in row.EnumerateArray())
            {
                if (at < dimensions.Length)
                {
                    dimensions[at] = cell.GetString();
                }
                else if (cell.ValueKind != JsonValueKind.Null)
                {
                    values[at - dimensions.Length] = cell.GetDecimal();
                    present |= 1u << (at - dimensions.Length);
                }

                at++;
            }

            builder.Add(dimensions, values, present);
        }

        return builder.Build();
    }
}
