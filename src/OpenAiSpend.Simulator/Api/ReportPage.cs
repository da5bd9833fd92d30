using System.Text.Json;

namespace OpenAiSpend.Simulator;

/// <summary>One bucket of a report, in Unix seconds, the end exclusive.</summary>
internal readonly record struct TimeBucket(long Start, long End)
{
    public DateTimeOffset StartInstant => DateTimeOffset.FromUnixTimeSeconds(Start);

    public DateTimeOffset EndInstant => DateTimeOffset.FromUnixTimeSeconds(End);

    public DateOnly Day => LoadCurve.DayOf(StartInstant);

    /// <summary>Cuts a time into buckets at the borders of their width; the first and the last may be short.</summary>
    public static IEnumerable<TimeBucket> Cut(long start, long end, long width)
    {
        for (var at = start; at < end;)
        {
            var border = Math.Min(at - (at % width) + width, end);
            yield return new TimeBucket(at, border);
            at = border;
        }
    }
}

/// <summary>The buckets of one page, and the envelope around them.</summary>
internal sealed class ReportPage(IReadOnlyList<TimeBucket> buckets, string? next, bool hasOldName)
{
    private const int RowsBetweenFlushes = 500;

    /// <exception cref="ApiErrorException">The cursor is not one of this query.</exception>
    public static ReportPage Of(ReportQuery query, DateTimeOffset now, Fault? fault, bool hasOldName)
    {
        var start = query.Start;
        // Those servers hand out cursors that mean nothing, so they cannot refuse one either.
        var takesAnyCursor = fault?.Kind is FaultKind.RepeatedCursor or FaultKind.EndlessCursor;
        if (query.Page is { } cursor && !takesAnyCursor && !PageCursor.TryDecode(cursor, query.Binding, out start))
            throw ApiErrorException.BadRequest("Invalid 'page': the cursor does not belong to this query.", "page", "invalid_value");
        var end = Math.Min(query.End ?? long.MaxValue, now.ToUnixTimeSeconds());
        var limit = fault?.Kind == FaultKind.ClampedLimit ? Math.Min(query.Limit, fault.Buckets ?? 1) : query.Limit;
        var buckets = TimeBucket.Cut(start, end, query.Width.Seconds).Take(limit + 1).ToList();
        if (buckets.Count > limit)
            return new ReportPage(buckets[..limit], PageCursor.Encode(buckets[limit].Start, query.Binding), hasOldName);
        var hasEmptyPage = fault is { Kind: FaultKind.EmptyLastPage } or { Kind: FaultKind.NoBuckets, HasMore: true } && buckets.Count > 0;
        return new ReportPage(buckets, hasEmptyPage ? PageCursor.Encode(end, query.Binding) : null, hasOldName);
    }

    public JsonBody Render<TRow>(Func<TimeBucket, IEnumerable<TRow>> rowsOf, Action<Utf8JsonWriter, TimeBucket, TRow> writeRow) =>
        async (writer, flush) =>
        {
            writer.WriteStartObject();
            writer.WriteString("object", "page");
            writer.WriteStartArray("data");
            foreach (var bucket in buckets)
            {
                writer.WriteStartObject();
                writer.WriteString("object", "bucket");
                writer.WriteNumber("start_time", bucket.Start);
                writer.WriteNumber("end_time", bucket.End);
                writer.WriteString("start_time_iso", bucket.StartInstant.ToString("O"));
                writer.WriteStartArray(hasOldName ? "result" : "results");
                var count = 0;
                foreach (var row in rowsOf(bucket))
                {
                    writeRow(writer, bucket, row);
                    if (++count % RowsBetweenFlushes == 0)
                        await flush();
                }
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteBoolean("has_more", next is not null);
            writer.WriteString("next_page", next);
            writer.WriteEndObject();
        };
}
