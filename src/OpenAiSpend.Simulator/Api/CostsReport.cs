using System.Text.Json;

namespace OpenAiSpend.Simulator;

/// <summary>Answers for the daily costs.</summary>
internal sealed class CostsReport(GroundTruth truth, bool hasOldName)
{
    /// <summary>2025-12-06: before it costs were not kept by API key.</summary>
    private const long ApiKeyFloor = 1764979200;

    private readonly Dictionary<string, string> _projectNames = truth.Projects.ToDictionary(project => project.Id, project => project.Name);
    private readonly Dictionary<string, string> _emails = truth.Users.ToDictionary(user => user.Id, user => user.Email);

    public JsonBody Answer(HttpRequest request, DateTimeOffset now, Fault? fault)
    {
        ReportQuery query = new(request, ReportSchema.Costs, now);
        if (query.GroupBy.Contains("api_key_id") && query.Start < ApiKeyFloor)
        {
            throw ApiErrorException.BadRequest(
                $"Grouping by api_key_id is only supported for start_time on or after {ApiKeyFloor} (2025-12-06).", "start_time");
        }
        return ReportPage.Of(query, now, fault, hasOldName).Render(
            bucket => SplitSome(Rows(bucket, query, now), bucket),
            (writer, bucket, row) => Write(writer, bucket, row, query));
    }

    private static IEnumerable<CostRow> SplitSome(IEnumerable<CostRow> rows, TimeBucket bucket)
    {
        var isSplitDay = bucket.Day.DayNumber % 3 == 0;
        foreach (var row in rows)
        {
            if (!isSplitDay || HashOf(row) % 11 != 0 || row.AmountUsd == 0)
            {
                yield return row;
                continue;
            }
            var (amount, quantity) = (decimal.Round(row.AmountUsd * 0.4m, 4), row.Quantity is { } whole ? decimal.Floor(whole * 0.4m) : (decimal?)null);
            yield return row with { AmountUsd = amount, Quantity = quantity };
            yield return row with { AmountUsd = row.AmountUsd - amount, Quantity = row.Quantity - quantity };
        }
    }

    private static ulong HashOf(CostRow row) => SeededRandom.Hash(GroupKey.Of([row.ProjectId, row.LineItem, row.ApiKeyId, row.UserId]));

    private static void WriteAmount(Utf8JsonWriter writer, CostRow row, TimeBucket bucket)
    {
        writer.WriteStartObject("amount");
        writer.WritePropertyName("value");
        var style = new SeededRandom(HashOf(row) ^ (ulong)bucket.Start).Next() % 10;
        var value = row.AmountUsd;
        switch (style)
        {
            case < 3:
                writer.WriteStringValue(value.ToString("0.############################"));
                break;
            case < 5 when value < 1:
                writer.WriteStringValue(value.ToString("F28"));
                break;
            case 5:
                writer.WriteStringValue(value.ToString("F2") is var rounded && decimal.Parse(rounded) == value ? rounded : value.ToString());
                break;
            case < 8 when value == 0:
                writer.WriteRawValue("0E-6176");
                break;
            case 8 when value == 0:
                writer.WriteStringValue("0E-6176");
                break;
            default:
                writer.WriteNumberValue(value);
                break;
        }
        writer.WriteString("currency", "usd");
        writer.WriteEndObject();
    }

    private IEnumerable<CostRow> Rows(TimeBucket bucket, ReportQuery query, DateTimeOffset now) => truth.UsageCalculator.CostsBetween(
        now, bucket.StartInstant, bucket.EndInstant, query.GroupBy, (flow, charge) => query.Matches(name => name == "line_item" ? charge.LineItem : flow.Dimension(name)));

    private void Write(Utf8JsonWriter writer, TimeBucket bucket, CostRow row, ReportQuery query)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "organization.costs.result");
        WriteAmount(writer, row, bucket);
        writer.WriteString("line_item", row.LineItem);
        writer.WriteString("project_id", row.ProjectId);
        writer.WriteString("api_key_id", row.ApiKeyId);
        writer.WriteString("api_source", row.ApiSource);
        if (row.Quantity is { } quantity)
            writer.WriteNumber("quantity", quantity);
        else
            writer.WriteNull("quantity");
        writer.WriteString("quantity_unit", row.QuantityUnit);
        WriteUndocumented(writer, row, query);
        writer.WriteEndObject();
    }

    private void WriteUndocumented(Utf8JsonWriter writer, CostRow row, ReportQuery query)
    {
        writer.WriteString("organization_id", OrganizationChart.Id);
        writer.WriteString("organization_name", OrganizationChart.Name);
        if (query.GroupBy.Contains("project_id"))
            writer.WriteString("project_name", row.ProjectId is { } id ? _projectNames.GetValueOrDefault(id) : null);
        if (query.GroupBy.Contains("user_id"))
        {
            writer.WriteString("user_id", row.UserId);
            writer.WriteString("user_email", row.UserId is { } id ? _emails.GetValueOrDefault(id) : null);
        }
        if (HashOf(row) % 5 == 0)
        {
            writer.WriteStartObject("x_undocumented");
            writer.WriteStartArray("nested");
            writer.WriteNumberValue(1.5);
            writer.WriteNullValue();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
