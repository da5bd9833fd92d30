using System.Buffers.Binary;

namespace OpenAiSpend.Simulator;

/// <summary>
/// The cursor of a report page: where the next page starts, bound to every other parameter of the query. It always holds
/// <c>+</c>, <c>/</c> and <c>=</c>, so that a client that does not percent-encode it fails.
/// </summary>
internal static class PageCursor
{
    private const string Prefix = "page_";

    public static string Encode(long nextStart, ulong query)
    {
        Span<byte> bytes = stackalloc byte[19];
        // These three bytes read "+/+/" in base 64.
        bytes[0] = 0xFB;
        bytes[1] = 0xFF;
        bytes[2] = 0xBF;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[3..], query);
        BinaryPrimitives.WriteInt64BigEndian(bytes[11..], nextStart);
        return Prefix + Convert.ToBase64String(bytes);
    }

    public static bool TryDecode(string cursor, ulong query, out long nextStart)
    {
        nextStart = 0;
        Span<byte> bytes = stackalloc byte[19];
        // A space is a "+" that was not percent-encoded; the base 64 reader would skip it as white space.
        if (!cursor.StartsWith(Prefix, StringComparison.Ordinal)
            || cursor.Contains(' ')
            || !Convert.TryFromBase64String(cursor[Prefix.Length..], bytes, out var written)
            || written != bytes.Length
            || BinaryPrimitives.ReadUInt64BigEndian(bytes[3..]) != query)
            return false;
        nextStart = BinaryPrimitives.ReadInt64BigEndian(bytes[11..]);
        return true;
    }

    /// <summary>What a cursor is bound to: the path and every parameter but the page, in any order.</summary>
    public static ulong Bind(HttpRequest request)
    {
        var pairs = request.Query
            .Where(parameter => parameter.Key != "page")
            .SelectMany(parameter => parameter.Value, (parameter, value) => $"{parameter.Key.Replace("[]", "", StringComparison.Ordinal)}={value}")
            .Order(StringComparer.Ordinal);
        return SeededRandom.Hash(request.Path + "?" + string.Join('&', pairs));
    }
}
