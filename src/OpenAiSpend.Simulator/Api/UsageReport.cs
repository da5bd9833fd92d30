using System.Text.Json;

namespace OpenAiSpend.Simulator;

/// <summary>Answers for one usage surface.</summary>
internal sealed class UsageReport(GroundTruth truth, SurfaceSchema surface, bool hasOldName)
{
    private readonly ReportSchema _schema = ReportSchema.Of(surface);

    public JsonBody Answer(HttpRequest request, DateTimeOffset now, Fault? fault)
    {
        ReportQuery query = new(request, _schema, now);
        return ReportPage.Of(query, now, fault, hasOldName).Render(
            bucket => Rows(bucket, query, now),
            (writer, _, row) => Write(writer, query, row));
    }

    private static IEnumerable<UsageGroup> SplitSome(IEnumerable<UsageGroup> groups, TimeBucket bucket)
    {
        var isSplitDay = bucket.Day.DayNumber % 4 == 0;
        foreach (var group in groups)
        {
            if (!isSplitDay || SeededRandom.Hash(GroupKey.Of(group.Values)) % 9 != 0)
            {
                yield return group;
                continue;
            }
            var half = Array.ConvertAll(group.Counts, count => count / 2);
            var rest = group.Counts.Zip(half, (count, part) => count - part).ToArray();
            yield return group with { Counts = half };
            yield return group with { Counts = rest };
        }
    }

    private IEnumerable<UsageGroup> Rows(TimeBucket bucket, ReportQuery query, DateTimeOffset now)
    {
        var groups = truth.UsageCalculator.UsageBetween(
            now, surface, bucket.StartInstant, bucket.EndInstant, query.GroupBy, flow => query.Matches(flow.Dimension));
        return SplitSome(groups, bucket);
    }

    private void Write(Utf8JsonWriter writer, ReportQuery query, UsageGroup row)
    {
        writer.WriteStartObject();
        writer.WriteString("object", surface.ObjectName);
        // Some rows leave out the optional members that are zero, and so do live answers.
        var isTerse = row.Counts[^1] % 3 == 0;
        foreach (var measure in surface.Measures)
        {
            var value = measure.Of(row.Counts);
            if (value == 0 && isTerse && !measure.IsRequired)
                continue;
            if (value == 0 && measure.IsNullable && row.Counts[^1] % 3 == 1)
                writer.WriteNull(measure.Name);
            else
                writer.WriteNumber(measure.Name, value);
        }
        foreach (var dimension in surface.Dimensions)
        {
            var place = Array.IndexOf(query.GroupBy, dimension);
            var value = place < 0 ? null : row.Values[place];
            if (dimension == "batch" && value is not null)
                writer.WriteBoolean(dimension, value == "true");
            else
                writer.WriteString(dimension, value);
        }
        if (isTerse && surface == SurfaceSchema.Decisions)
            writer.WriteNumber("x_deliberations", 3);
        if (isTerse)
            writer.WriteString("x_undocumented", "simulated");
        writer.WriteEndObject();
    }
}
