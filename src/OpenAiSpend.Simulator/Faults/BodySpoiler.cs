using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenAiSpend.Simulator;

/// <summary>Changes what a healthy body says.</summary>
internal sealed class BodySpoiler(Fault fault, DateTimeOffset now, string? key)
{
    // No JSON writer writes these two, so they are put in once the rest is written.
    private const string SurrogateMark = "@lone-surrogate@";
    private const string AmountMark = "amount@again";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] FirstMeasures =
        ["input_tokens", "images", "characters", "seconds", "usage_bytes", "num_sessions", "num_requests", "threshold_amount"];

    private static readonly string[] Texts = ["line_item", "name", "model", "project_id"];

    public string Spoil(byte[] body)
    {
        var root = JsonNode.Parse(body)!.AsObject();
        Change()(root);
        var json = root.ToJsonString(Relaxed)
            .Replace(SurrogateMark, "\\ud800", StringComparison.Ordinal)
            .Replace(AmountMark, "amount", StringComparison.Ordinal);
        return fault.Kind == FaultKind.ByteOrderMark ? "\uFEFF" + json : json;
    }

    private Action<JsonObject> Change() => fault.Kind switch
    {
        FaultKind.WrongTypes => SpoilTypes,
        FaultKind.MissingMembers => RemoveMembers,
        FaultKind.NullResults => root => Items(root).ToList().ForEach(bucket => bucket[ResultsName(bucket)] = null),
        FaultKind.NaN => root => SetNumbers(root, "\"NaN\"", 1),
        FaultKind.BeyondDouble => root => SetNumbers(root, "1e400", 1),
        FaultKind.OddZero => root => SetNumbers(root, "\"0E-6176\"", 1),
        // Each value fits its type and two of them do not.
        FaultKind.HugeAmount => root => SetNumbers(root, "79228162514264337593543950335", int.MaxValue, "9223372036854775807"),
        FaultKind.NegativeAmount => root => SetNumbers(root, "-12.5", int.MaxValue, "-1250"),
        FaultKind.OtherCurrency => SetCurrency,
        FaultKind.RepeatedCursor => root => SetMore(root, "page_AAAAAGdGxdEiJdKO+/AAAGcqsYA="),
        FaultKind.EndlessCursor => root => SetMore(root, PageCursor.Encode(now.Ticks, (ulong)Random.Shared.NextInt64())),
        FaultKind.EmptyCursor => root => SetMore(root, null),
        FaultKind.LoneSurrogate => root => SetText(root, text => text + SurrogateMark),
        FaultKind.LongText => root => SetText(root, text => text.PadRight(fault.Bytes ?? 10_000, 'x')),
        FaultKind.EchoedKey => root => SetText(root, _ => key ?? ""),
        FaultKind.NullItem => InsertNull,
        FaultKind.JunkQuantity => root => SetFirst(root, "quantity", "quantity", "a lot"),
        FaultKind.DuplicateAmount => root => SetFirst(root, "amount", AmountMark, new JsonObject { ["value"] = 999.5m, ["currency"] = "usd" }),
        _ => root => BucketSpoiler.Apply(fault, root, now),
    };

    private static IEnumerable<JsonObject> Items(JsonObject root) => (root["data"] as JsonArray ?? []).OfType<JsonObject>();

    private static string ResultsName(JsonObject bucket) => bucket.ContainsKey("result") ? "result" : "results";

    /// <summary>The rows of a report, the items of a list, or the one object.</summary>
    private static IEnumerable<JsonObject> Rows(JsonObject root) => !root.ContainsKey("data")
        ? [root]
        : Items(root).SelectMany(item => item[ResultsName(item)] is JsonArray rows ? rows.OfType<JsonObject>() : [item]);

    private static JsonArray? FirstResults(JsonObject root) =>
        Items(root).Select(item => item[ResultsName(item)]).OfType<JsonArray>().FirstOrDefault();

    private static void InsertNull(JsonObject root)
    {
        if ((FirstResults(root) ?? root["data"] as JsonArray) is { Count: > 0 } items)
            items.Insert(0, null);
    }

    /// <summary>Sets a member of the first row that has another.</summary>
    private static void SetFirst(JsonObject root, string present, string member, JsonNode value)
    {
        if (Rows(root).FirstOrDefault(row => row.ContainsKey(present)) is { } row)
            row[member] = value;
    }

    private static void SetNumbers(JsonObject root, string json, int most, string? integerJson = null)
    {
        foreach (var row in Rows(root).Take(most))
        {
            if (row["amount"] is JsonObject amount)
                amount["value"] = JsonNode.Parse(json);
            else if (FirstMeasures.FirstOrDefault(row.ContainsKey) is { } measure)
                row[measure] = JsonNode.Parse(integerJson ?? json);
        }
    }

    /// <summary>Changes one text of the answer: the first of the member that the fault names, or of the first that has any.</summary>
    private void SetText(JsonObject root, Func<string, string> change)
    {
        foreach (var member in fault.Member is { } asked ? [asked] : Texts)
        {
            if (Rows(root).FirstOrDefault(row => row[member]?.GetValueKind() == JsonValueKind.String) is { } row)
            {
                row[member] = change(row[member]!.GetValue<string>());
                return;
            }
        }
    }

    private void SetCurrency(JsonObject root)
    {
        var currency = fault.Currency ?? "eur";
        foreach (var row in Rows(root).Where((_, place) => place % 2 == 0))
        {
            if (row["amount"] is JsonObject amount)
                amount["currency"] = currency;
            else if (row.ContainsKey("currency"))
                row["currency"] = currency;
        }
    }

    private static void SetMore(JsonObject root, string? cursor)
    {
        root["has_more"] = true;
        root[root.ContainsKey("next_page") ? "next_page" : "last_id"] = cursor;
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

    private void RemoveMembers(JsonObject root)
    {
        if (fault.Member is { } member)
        {
            RemoveEverywhere(root, member);
            return;
        }
        foreach (var row in Rows(root))
        {
            foreach (var name in FirstMeasures.Append("amount").Append("id"))
                row.Remove(name);
        }
    }

    private static void RemoveEverywhere(JsonNode? node, string member)
    {
        if (node is JsonObject thing)
            thing.Remove(member);
        foreach (var child in node is JsonObject parent ? parent.Select(pair => pair.Value) : node as JsonArray ?? [])
            RemoveEverywhere(child, member);
    }
}
