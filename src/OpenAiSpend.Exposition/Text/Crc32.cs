namespace OpenAiSpend.Exposition.Text;

/// <summary>The checksum of gzip (RFC 1952), as far as joining two texts needs it.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const uint One = 0x80000000;

    /// <summary>The checksum of two texts in a row, from the checksum of each.</summary>
    /// <param name="first">The checksum of the first text.</param>
    /// <param name="second">The checksum of the second text.</param>
    /// <param name="secondLength">The length of the second text.</param>
    public static uint Combine(uint first, uint second, long secondLength) =>
        Multiply(PowerOfX(8 * secondLength), first) ^ second;

    // Checksums are polynomials over GF(2), the highest bit standing for 1. Zeros appended to a text multiply its
    // checksum by a power of x, and the checksum of a sum is the sum of the checksums.
    private static uint PowerOfX(long exponent)
    {
        var result = One;
        for (var square = One >> 1; exponent != 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                result = Multiply(square, result);
            }

            square = Multiply(square, square);
        }

        return result;
    }

    private static uint Multiply(uint left, uint right)
    {
        var product = 0u;
        for (; left != 0; left <<= 1)
        {
            if ((left & One) != 0)
            {
                product ^= right;
            }

            right = (right & 1) != 0 ? (right >> 1) ^ Polynomial : right >> 1;
        }

        return product;
    }
}
