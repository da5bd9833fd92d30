using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using OpenAiSpend.OpenAi.Failures;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>
/// Reads the text of JSON without ever failing. Half of a surrogate pair and bytes that are no UTF-8, for which
/// System.Text.Json throws, become U+FFFD.
/// </summary>
internal static class JsonText
{
    /// <summary>The most bytes of escaped text that are looked at: enough for what is kept of a text, each byte escaped as six.</summary>
    public const int MaxEscapedBytes = 6 * (ServerText.MaxKeptBytes + 1);

    private const char Replacement = '\uFFFD';

    /// <summary>Writes what an escaped text stands for, and returns its length.</summary>
    /// <param name="escaped">What stands between the quotation marks. It may end anywhere.</param>
    /// <param name="to">Takes the characters; at least as long as <paramref name="escaped"/>.</param>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<char> to)
    {
        var length = 0;
        var hasEscapes = false;
        for (var at = escaped.IndexOf((byte)'\\'); at >= 0; at = escaped.IndexOf((byte)'\\'))
        {
            hasEscapes = true;
            length += Encoding.UTF8.GetChars(escaped[..at], to[length..]);
            escaped = escaped[at..];
            var used = Math.Min(escaped.Length, escaped is [_, (byte)'u', ..] ? 6 : 2);
            to[length++] = used < 2 ? Replacement : (char)escaped[1] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                'u' => ushort.TryParse(escaped[2..used], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? (char)code : Replacement,
                var same => same,
            };
            escaped = escaped[used..];
        }

        length += Encoding.UTF8.GetChars(escaped, to[length..]);
        for (var i = 0; hasEscapes && i < length; i++)
        {
            if (char.IsHighSurrogate(to[i]) && i + 1 < length && char.IsLowSurrogate(to[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(to[i]))
            {
                to[i] = Replacement;
            }
        }

        return length;
    }

    /// <summary>The text of a JSON string, or null for anything else. What is longer than <see cref="MaxEscapedBytes"/> is cut.</summary>
    public static string? Text(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var escaped = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        escaped = escaped[..Math.Min(escaped.Length, MaxEscapedBytes)];
        var characters = new char[escaped.Length];
        return new string(characters, 0, Unescape(escaped, characters));
    }

    /// <summary>The member of an object, or one that is undefined where it has none.</summary>
    public static JsonElement Member(this JsonElement item, ReadOnlySpan<byte> name)
    {
        var member = default(JsonElement);
        foreach (var property in item.EnumerateObject())
        {
            if (Is(JsonMarshal.GetRawUtf8PropertyName(property), name))
            {
                member = property.Value;
            }
        }

        return member;
    }

    /// <summary>Whether the reader stands on this name, which is plain ASCII.</summary>
    public static bool Is(this ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped ? IsEscaped(ref reader, name) : reader.ValueTextEquals(name);

    /// <summary>The bytes of a number, a text or a name as they came, or as many as the buffer holds.</summary>
    /// <param name="reader">Stands on it.</param>
    /// <param name="buffer">Is used where the bytes do not lie together.</param>
    public static ReadOnlySpan<byte> Escaped(this ref Utf8JsonReader reader, Span<byte> buffer)
    {
        if (!reader.HasValueSequence)
        {
            return reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, buffer.Length)];
        }

        var escaped = reader.ValueSequence.Slice(0, Math.Min(reader.ValueSequence.Length, buffer.Length));
        escaped.CopyTo(buffer);
        return buffer[..(int)escaped.Length];
    }

    private static bool IsEscaped(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.HasValueSequence)
        {
            return Is(reader.ValueSpan, name);
        }

        Span<byte> escaped = stackalloc byte[(6 * name.Length) + 1];
        var length = (int)Math.Min(reader.ValueSequence.Length, escaped.Length);
        reader.ValueSequence.Slice(0, length).CopyTo(escaped);
        return Is(escaped[..length], name);
    }

    private static bool Is(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> name)
    {
        if (escaped.Length > 6 * name.Length || !escaped.Contains((byte)'\\'))
        {
            return escaped.SequenceEqual(name);
        }

        Span<char> characters = stackalloc char[escaped.Length];
        return Ascii.Equals(name, characters[..Unescape(escaped, characters)]);
    }
}
