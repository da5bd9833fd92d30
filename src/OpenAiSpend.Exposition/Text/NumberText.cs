using System.Buffers.Text;
using System.Globalization;

namespace OpenAiSpend.Exposition.Text;

/// <summary>Writes numbers as both formats of the page want them, whatever the culture.</summary>
internal static class NumberText
{
    /// <summary>No number is longer than this many bytes.</summary>
    public const int MaxLength = 40;

    /// <summary>Writes every digit of a decimal, without an exponent and without trailing zeros.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int Write(decimal value, Span<byte> to)
    {
        int written;
        if (value.Scale == 0 && value is >= long.MinValue and <= long.MaxValue)
        {
            Utf8Formatter.TryFormat((long)value, to, out written);
            return written;
        }

        value.TryFormat(to, out written, default, CultureInfo.InvariantCulture);
        if (value.Scale == 0)
        {
            return written;
        }

        var text = to[..written].TrimEnd((byte)'0');
        text = text is [.., (byte)'.'] ? text[..^1] : text;
        if (text is [(byte)'-', (byte)'0'])
        {
            to[0] = (byte)'0';
            return 1;
        }

        return text.Length;
    }
}
