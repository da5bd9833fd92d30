using System.Numerics;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>Divides an amount in proportion to weights, so that the parts add up to it to the last digit.</summary>
internal static class Apportionment
{
    // Parts are whole multiples of 10^-12, or of the last digit of the amount where that is smaller. Finer parts would not
    // fit beside larger amounts in the 28 digits of a decimal, so that sums of them would be rounded.
    private const int Digits = 12;
    private const int MaxDigits = 28;

    private static readonly UInt128 MaxMantissa = (UInt128.One << 96) - 1;

    /// <summary>
    /// Divides an amount by the method of the largest remainder: each part is rounded towards zero, and what is left over
    /// goes, one last digit each, to those who lost most by it; of equals, to the first.
    /// </summary>
    /// <param name="amount">What to divide; it may be negative.</param>
    /// <param name="weights">The weights: none negative, and not all zero. A weight of zero gets nothing.</param>
    /// <returns>A part for each weight.</returns>
    public static decimal[] Divide(decimal amount, ReadOnlySpan<decimal> weights)
    {
        var (mantissa, digits) = Split(amount);
        var coarsest = 0;
        foreach (var weight in weights)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(weight, nameof(weights));
            coarsest = Math.Max(coarsest, weight.Scale);
        }

        // Nearly every bill and every usage is small enough for whole numbers of the machine.
        var parts = mantissa <= ulong.MaxValue && SmallNumbers(weights, coarsest) is { } small
            ? Divide(mantissa, small)
            : Array.ConvertAll(Divide((BigInteger)mantissa, Numbers(weights, coarsest)), static part => (UInt128)part);
        var isNegative = decimal.IsNegative(amount);
        return Array.ConvertAll(parts, part => ToDecimal(part, isNegative, digits));
    }

    /// <summary>The weights as whole numbers, or null where they or their sum do not fit into 64 bits.</summary>
    private static UInt128[]? SmallNumbers(ReadOnlySpan<decimal> weights, int digits)
    {
        const int MostDigits = 15;
        if (digits > MostDigits)
        {
            return null;
        }

        var factor = 1m;
        for (var i = 0; i < digits; i++)
        {
            factor *= 10m;
        }

        var numbers = new UInt128[weights.Length];
        var room = ulong.MaxValue / factor;
        for (var i = 0; i < numbers.Length; i++)
        {
            room -= weights[i];
            if (room < 0m)
            {
                return null;
            }

            numbers[i] = (ulong)(weights[i] * factor);
        }

        return numbers;
    }

    private static BigInteger[] Numbers(ReadOnlySpan<decimal> weights, int digits)
    {
        var numbers = new BigInteger[weights.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Mantissa(weights[i]) * BigInteger.Pow(10, digits - weights[i].Scale);
        }

        return numbers;
    }

    private static T[] Divide<T>(T amount, T[] weights)
        where T : IBinaryInteger<T>
    {
        var total = T.Zero;
        foreach (var weight in weights)
        {
            total += weight;
        }

        ArgumentOutOfRangeException.ThrowIfZero(total, nameof(weights));
        var parts = new T[weights.Length];
        var remainders = new T[weights.Length];
        var left = amount;
        for (var i = 0; i < parts.Length; i++)
        {
            (parts[i], remainders[i]) = T.DivRem(amount * weights[i], total);
            left -= parts[i];
        }

        if (left > T.Zero)
        {
            var order = new int[parts.Length];
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }

            Array.Sort(order, (one, other) => remainders[other].CompareTo(remainders[one]) is var by and not 0 ? by : one.CompareTo(other));
            for (var i = 0; left > T.Zero; i++, left--)
            {
                parts[order[i]]++;
            }
        }

        return parts;
    }

    private static (UInt128 Mantissa, int Digits) Split(decimal amount)
    {
        var (mantissa, digits) = ((UInt128)Mantissa(amount), (int)amount.Scale);
        while (digits > Digits && mantissa % 10 == 0)
        {
            (mantissa, digits) = (mantissa / 10, digits - 1);
        }

        while (digits < Digits && mantissa <= MaxMantissa / 10)
        {
            (mantissa, digits) = (mantissa * 10, digits + 1);
        }

        return (mantissa, digits);
    }

    private static BigInteger Mantissa(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return unchecked(new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]));
    }

    private static decimal ToDecimal(UInt128 mantissa, bool isNegative, int digits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, MaxDigits);
        return unchecked(new decimal((int)(uint)mantissa, (int)(uint)(mantissa >> 32), (int)(uint)(mantissa >> 64), isNegative && mantissa != 0, (byte)digits));
    }
}
