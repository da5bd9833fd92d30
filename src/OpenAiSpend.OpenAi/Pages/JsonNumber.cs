using System.Buffers.Text;
using System.Globalization;

namespace OpenAiSpend.OpenAi.Pages;

/// <summary>Reads the numbers of an answer, which come as JSON numbers or as numeric text.</summary>
internal static class JsonNumber
{
    /// <summary>The largest magnitude that is believed. It leaves room in a <see cref="decimal"/> for ten thousand million summands.</summary>
    public const long Largest = 1_000_000_000_000_000_000;

    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    // Dividing by a one with 28 decimals takes the trailing zeros away.
    private const decimal One = 1.0000000000000000000000000000m;

    /// <summary>
    /// Reads a number without error of rounding, as far as a <see cref="decimal"/> reaches. False for what is no number, for
    /// infinities and the like, and for more than <see cref="Largest"/>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal value)
    {
        if (Utf8Parser.TryParse(text, out long whole, out var length) && length == text.Length)
        {
            value = whole;
            return whole is >= -Largest and <= Largest;
        }

        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out value) || Math.Abs(value) > Largest)
        {
            value = 0;
            return false;
        }

        // Trailing zeros take up places that a sum with a large number then lacks.
        if (value.Scale > 0)
        {
            value /= One;
        }

        return true;
    }
}
