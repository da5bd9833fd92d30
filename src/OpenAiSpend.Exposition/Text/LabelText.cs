using System.Buffers;
using System.Text;

namespace OpenAiSpend.Exposition.Text;

/// <summary>Writes labels as both formats of the page want them.</summary>
internal static class LabelText
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\"\n");

    /// <summary>
    /// The text of a label value: backslash, quote and line feed are escaped, half a surrogate pair becomes U+FFFD.
    /// Every other character, control characters included, stands for itself in both formats.
    /// </summary>
    public static byte[] Escape(string value)
    {
        if (value.AsSpan().ContainsAny(Escaped))
        {
            value = new StringBuilder(value).Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").ToString();
        }

        return Encoding.UTF8.GetBytes(value);
    }

    /// <summary>Writes <c>name="value"</c>.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="name">The name of the label.</param>
    /// <param name="escapedValue">A result of <see cref="Escape"/>.</param>
    public static void Write(IBufferWriter<byte> to, string name, ReadOnlySpan<byte> escapedValue)
    {
        Encoding.UTF8.GetBytes(name, to);
        to.Write("=\""u8);
        to.Write(escapedValue);
        to.Write("\""u8);
    }
}
