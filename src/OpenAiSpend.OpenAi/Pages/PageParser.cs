using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi.Pages;

/// <summary>What a page says besides its buckets.</summary>
/// <param name="Buckets">How many buckets it held.</param>
/// <param name="HasMore">Whether another page follows.</param>
/// <param name="NextPage">The cursor of the page that follows.</param>
internal readonly record struct PageEnd(int Buckets, bool HasMore, string? NextPage);

/// <summary>Parses the pages of one query, each in one pass over its bytes.</summary>
/// <param name="query">The query.</param>
/// <param name="clock">Says how far the current day has come.</param>
/// <param name="buckets">Takes the buckets.</param>
/// <param name="unknown">Takes what is not known of the rows.</param>
internal sealed class PageParser(SurfaceQuery query, TimeProvider clock, BucketCollector buckets, UnknownFields unknown)
{
    private const int MaxCursorBytes = 4096;

    // The API puts 180 on a page at most. Each bucket has a cost of its own, however small it is.
    private const int MaxBuckets = 1000;
    private const long LastUnixSecond = 253_402_300_799;

    private readonly RowReader _rows = new(query, unknown);
    private readonly BucketBuilder _bucket = new(query.Surface, query.Window.Start);
    private readonly Dictionary<string, int> _rejected = [];
    private int _rowsWithNumbers;

    /// <summary>Parses a page and keeps its buckets.</summary>
    /// <exception cref="UnexpectedBodyException">It is not a page.</exception>
    public PageEnd Parse(ApiAnswer answer)
    {
        _rows.ServerText = answer.Text;
        buckets.ServerTime = answer.ServerTime;
        if (answer.Body.IsEmpty)
        {
            throw new UnexpectedBodyException("there is nothing in it");
        }

        try
        {
            return ReadPage(answer.Body);
        }
        catch (JsonException e)
        {
            throw new UnexpectedBodyException($"it is not JSON, or not all of it (at byte {e.BytePositionInLine} of line {e.LineNumber + 1})");
        }
    }

    private PageEnd ReadPage(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        Expect(reader.TokenType == JsonTokenType.StartObject, "it is not a JSON object");
        int? count = null;
        bool? hasMore = null;
        string? nextPage = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("data"u8))
            {
                Expect(count is null, "it has two lists of buckets");
                reader.Read();
                Expect(reader.TokenType == JsonTokenType.StartArray, "its data is not a list of buckets");
                count = ReadBuckets(ref reader);
            }
            else if (reader.Is("has_more"u8))
            {
                reader.Read();
                Expect(reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null, "its has_more is neither true nor false");
                hasMore = reader.TokenType == JsonTokenType.Null ? null : reader.GetBoolean();
            }
            else if (reader.Is("next_page"u8))
            {
                reader.Read();
                nextPage = ReadCursor(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // Throws where anything but white space follows.
        reader.Read();
        Expect(count is not null, "it has no data");
        Expect(hasMore is not null || nextPage is null, "it names a next page but does not say whether there is more");
        return new PageEnd(count.Value, hasMore ?? false, nextPage);
    }

    private static string? ReadCursor(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType is JsonTokenType.String or JsonTokenType.Null, "its next_page is not text");
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        Expect(length <= MaxCursorBytes, "its next_page is too long");
        return reader.TokenType == JsonTokenType.Null ? null : ReadText(ref reader, (int)length);
    }

    private static string ReadText(ref Utf8JsonReader reader, int length)
    {
        var characters = new char[length];
        return new string(characters, 0, JsonText.Unescape(reader.Escaped(new byte[length]), characters));
    }

    private int ReadBuckets(ref Utf8JsonReader reader)
    {
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(reader.TokenType == JsonTokenType.StartObject, "a bucket in it is not an object");
            Expect(count < MaxBuckets, "it has more buckets than the API puts on a page");
            ReadBucket(ref reader);
            count++;
        }

        return count;
    }

    private void ReadBucket(ref Utf8JsonReader reader)
    {
        long? start = null;
        long? end = null;
        int? rows = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("start_time"u8))
            {
                start = ReadTime(ref reader);
            }
            else if (reader.Is("end_time"u8))
            {
                end = ReadTime(ref reader);
            }
            else if (reader.Is("results"u8) || reader.Is("result"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Null)
                {
                    // Both lists at once would be added to each other.
                    Expect(rows is null, "a bucket in it has two lists of results");
                    Expect(reader.TokenType == JsonTokenType.StartArray, "the results of a bucket in it are not a list");
                    rows = ReadRows(ref reader);
                }
            }
            else
            {
                reader.Skip();
            }
        }

        Expect(start is >= 0 and <= LastUnixSecond, "a bucket in it has no usable start_time");
        Expect(rows is not null, "a bucket in it has no results");
        Keep(start.Value, end, rows.Value);
    }

    private int ReadRows(ref Utf8JsonReader reader)
    {
        _bucket.Clear();
        _rejected.Clear();
        _rowsWithNumbers = 0;
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            buckets.CountRow();
            if (_rows.Read(ref reader, _bucket) is { } reason)
            {
                _rejected[reason] = _rejected.GetValueOrDefault(reason) + 1;
            }
            else if (_rows.HasNumber)
            {
                _rowsWithNumbers++;
            }
        }

        return count;
    }

    private void Keep(long start, long? end, int rows)
    {
        var day = UtcDay.OfUnixSeconds(start);
        if (day.StartUnixSeconds != start)
        {
            throw new UnexpectedBodyException($"a bucket in it starts at {start}, which is not midnight UTC");
        }

        if (!query.Window.Contains(day))
        {
            buckets.Reject(RejectionReasons.OutsideWindow, rows);
            return;
        }

        buckets.CountRowsOfWindow(rows, _rowsWithNumbers);
        _bucket.Day = day;
        _bucket.End = EndOf(day, end);
        var bucket = _bucket.Build();

        // Rows of which none can be used do not make a quiet day: what was spent on it is not known.
        if ((rows > 0 && bucket.Count == 0) || buckets.Add(bucket))
        {
            foreach (var (reason, count) in _rejected)
            {
                buckets.Reject(reason, count);
            }
        }
    }

    // The end of the current day's bucket is the moment up to which OpenAI counted, which cannot be later than now.
    private DateTimeOffset EndOf(UtcDay day, long? end)
    {
        var until = day.Next.Start;
        if (end is { } seconds && seconds > day.StartUnixSeconds && seconds < until.ToUnixTimeSeconds())
        {
            until = DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        var now = clock.GetUtcNow();
        return now >= until ? until : now <= day.Start ? day.Start : now;
    }

    private static long? ReadTime(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var seconds))
        {
            return seconds;
        }

        reader.Skip();
        return null;
    }

    private static void Expect([DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new UnexpectedBodyException(otherwise);
        }
    }
}
