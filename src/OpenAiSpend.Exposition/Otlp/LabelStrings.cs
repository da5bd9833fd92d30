using System.Text;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>The strings of a page's labels. A page repeats each of them in many series, and it is made once.</summary>
internal sealed class LabelStrings
{
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<byte>> _strings =
        new Dictionary<string, string>(new ByUtf8()).GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The name or value of a label.</summary>
    /// <param name="escaped">The text of it, as a page has it.</param>
    public string Of(ReadOnlySpan<byte> escaped)
    {
        if (!_strings.TryGetValue(escaped, out var text))
        {
            text = LabelText.Unescape(escaped);
            _strings[escaped] = text;
        }

        return text;
    }

    private sealed class ByUtf8 : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
    {
        public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public bool Equals(ReadOnlySpan<byte> alternate, string other)
        {
            Span<byte> utf8 = other.Length <= 128 ? stackalloc byte[3 * other.Length] : new byte[3 * other.Length];
            return alternate.SequenceEqual(utf8[..Encoding.UTF8.GetBytes(other, utf8)]);
        }

        public int GetHashCode(string obj) => GetHashCode(Encoding.UTF8.GetBytes(obj));

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
