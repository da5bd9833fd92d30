using System.Text.Json;

namespace OpenAiSpend.Simulator;

/// <summary>The buckets of one page, and the envelope around them.</summary>
internal sealed class ReportPage
{
    private const int RowsBetweenHandOns = 500;

    private readonly IReadOnlyList<TimeBucket> _buckets;
    private readonly string? _next;
    private readonly bool _hasOldName;

    private ReportPage(IReadOnlyList<TimeBucket> buckets, string? next, bool hasOldName)
    {
        _buckets = buckets;
        _next = next;
        _hasOldName = hasOldName;
    }

    /// <exception cref="ApiErrorException">The cursor is not one of this query.</exception>
    public static ReportPage Of(ReportQuery query, DateTimeOffset now, Fault? fault, bool hasOldName)
    {
        var start = query.Start;
        // Those servers hand out cursors that mean nothing, so they cannot refuse one either.
        var takesAnyCursor = fault?.Kind is FaultKind.RepeatedCursor or FaultKind.EndlessCursor;
        if (query.Page is { } cursor && !takesAnyCursor && !PageCursor.TryDecode(cursor, query.Binding, out start))
            throw ApiErrorException.BadRequest("Invalid 'page': the cursor does not belong to this query.", "page", "invalid_value");
        var end = Math.Min(query.End ?? long.MaxValue, now.ToUnixTimeSeconds());
        var limit = fault?.Kind == FaultKind.ClampedLimit ? Math.Min(query.Limit, fault.Buckets) : query.Limit;
        var buckets = TimeBucket.Cut(start, end, query.Width.Seconds).Take(limit + 1).ToList();
        if (buckets.Count > limit)
            return new ReportPage(buckets[..limit], PageCursor.Encode(buckets[limit].Start, query.Binding), hasOldName);
        var next = fault?.Kind == FaultKind.EmptyLastPage && buckets.Count > 0 ? PageCursor.Encode(end, query.Binding) : null;
        return new ReportPage(buckets, next, hasOldName);
    }

    public Reply Render<TRow>(Func<TimeBucket, IEnumerable<TRow>> rowsOf, Action<Utf8JsonWriter, TimeBucket, TRow> writeRow) =>
        async (writer, handOn) =>
        {
            writer.WriteStartObject();
            writer.WriteString("object", "page");
            writer.WriteStartArray("data");
            foreach (var bucket in _buckets)
            {
                writer.WriteStartObject();
                writer.WriteString("object", "bucket");
                writer.WriteNumber("start_time", bucket.Start);
                writer.WriteNumber("end_time", bucket.End);
                writer.WriteString("start_time_iso", bucket.StartInstant.ToString("O"));
                writer.WriteStartArray(_hasOldName ? "result" : "results");
                var count = 0;
                foreach (var row in rowsOf(bucket))
                {
                    writeRow(writer, bucket, row);
                    if (++count % RowsBetweenHandOns == 0)
                        await handOn();
                }
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteBoolean("has_more", _next is not null);
            writer.WriteString("next_page", _next);
            writer.WriteEndObject();
        };
}
