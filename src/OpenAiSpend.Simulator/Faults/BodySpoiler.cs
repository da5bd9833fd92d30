using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenAiSpend.Simulator;

/// <summary>Changes what a healthy body says.</summary>
internal static class BodySpoiler
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] FirstMeasures =
        ["input_tokens", "images", "characters", "seconds", "usage_bytes", "num_sessions", "num_requests", "threshold_amount"];

    public static byte[] Spoil(Fault fault, byte[] body, DateTimeOffset now)
    {
        var root = JsonNode.Parse(body)!.AsObject();
        Apply(fault, root, now);
        return JsonSerializer.SerializeToUtf8Bytes(root, Relaxed);
    }

    private static void Apply(Fault fault, JsonObject root, DateTimeOffset now)
    {
        switch (fault.Kind)
        {
            case FaultKind.WrongTypes:
                SpoilTypes(root);
                break;
            case FaultKind.MissingMembers:
                RemoveMembers(root, fault.Member);
                break;
            case FaultKind.NullResults:
                foreach (var bucket in Items(root))
                    bucket[ResultsName(bucket)] = null;
                break;
            case FaultKind.NaN:
                SetNumbers(root, "\"NaN\"", 1);
                break;
            case FaultKind.BeyondDouble:
                SetNumbers(root, "1e400", 1);
                break;
            case FaultKind.OddZero:
                SetNumbers(root, "\"0E-6176\"", 1);
                break;
            case FaultKind.HugeAmount:
                SetHuge(root);
                break;
            case FaultKind.NegativeAmount:
                SetNumbers(root, "-12.5", int.MaxValue, "-1250");
                break;
            case FaultKind.OtherCurrency:
                SetCurrency(root, fault.Currency);
                break;
            case FaultKind.RepeatedCursor:
                SetMore(root, "page_AAAAAGdGxdEiJdKO+/AAAGcqsYA=");
                break;
            case FaultKind.EndlessCursor:
                SetMore(root, PageCursor.Encode(now.Ticks, (ulong)Random.Shared.NextInt64()));
                break;
            case FaultKind.EmptyCursor:
                SetMore(root, null);
                break;
            default:
                BucketSpoiler.Apply(fault.Kind, root, now);
                break;
        }
    }

    private static IEnumerable<JsonObject> Items(JsonObject root) => (root["data"] as JsonArray ?? [root.DeepClone()]).OfType<JsonObject>();

    private static string ResultsName(JsonObject bucket) => bucket.ContainsKey("result") ? "result" : "results";

    /// <summary>The rows of a report, the items of a list, or the one object.</summary>
    private static IEnumerable<JsonObject> Rows(JsonObject root)
    {
        if (root["data"] is not JsonArray data)
            return [root];
        return data.OfType<JsonObject>().SelectMany(item => item[ResultsName(item)] is JsonArray rows ? rows.OfType<JsonObject>() : [item]);
    }

    private static void SetNumbers(JsonObject root, string json, int most, string? integerJson = null)
    {
        foreach (var row in Rows(root).Take(most))
        {
            if (row["amount"] is JsonObject amount)
                amount["value"] = Raw(json);
            else if (FirstMeasures.FirstOrDefault(row.ContainsKey) is { } measure)
                row[measure] = Raw(integerJson ?? json);
        }
    }

    /// <summary>Each value fits its type and two of them do not.</summary>
    private static void SetHuge(JsonObject root)
    {
        foreach (var row in Rows(root))
        {
            if (row["amount"] is JsonObject amount)
                amount["value"] = Raw("79228162514264337593543950335");
            else if (FirstMeasures.FirstOrDefault(row.ContainsKey) is { } measure)
                row[measure] = Raw("9223372036854775807");
        }
    }

    private static void SetCurrency(JsonObject root, string currency)
    {
        var isOther = false;
        foreach (var row in Rows(root))
        {
            isOther = !isOther;
            if (isOther && row["amount"] is JsonObject amount)
                amount["currency"] = currency;
            else if (isOther && row.ContainsKey("currency"))
                row["currency"] = currency;
        }
    }

    private static void SetMore(JsonObject root, string? cursor)
    {
        root["has_more"] = true;
        if (root.ContainsKey("next_page"))
            root["next_page"] = cursor;
        else
            root["last_id"] = cursor;
    }

    private static void SpoilTypes(JsonObject root)
    {
        foreach (var row in Rows(root))
        {
            foreach (var (name, value) in row.ToList())
            {
                row[name] = value?.GetValueKind() switch
                {
                    JsonValueKind.Number => new JsonObject { ["unexpected"] = true },
                    JsonValueKind.Object => "not an object",
                    JsonValueKind.String when name != "object" => 17,
                    _ => value?.DeepClone(),
                };
            }
        }
    }

    private static void RemoveMembers(JsonObject root, string? member)
    {
        if (member is not null)
        {
            RemoveEverywhere(root, member);
            return;
        }
        foreach (var row in Rows(root))
        {
            row.Remove("amount");
            row.Remove("id");
            foreach (var measure in FirstMeasures)
                row.Remove(measure);
        }
    }

    private static void RemoveEverywhere(JsonNode? node, string member)
    {
        if (node is JsonObject thing)
        {
            thing.Remove(member);
            foreach (var (_, value) in thing)
                RemoveEverywhere(value, member);
        }
        else if (node is JsonArray list)
        {
            foreach (var value in list)
                RemoveEverywhere(value, member);
        }
    }

    private static JsonValue? Raw(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonValue.Create(document.RootElement.Clone());
    }
}
