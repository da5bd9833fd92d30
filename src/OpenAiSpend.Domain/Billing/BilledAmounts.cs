using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Billing;

/// <summary>Sums of billed amounts. Amounts of different currencies are never added.</summary>
public static class BilledAmounts
{
    /// <summary>The currency in which OpenAI has only ever been seen to bill.</summary>
    public const string UsDollars = "usd";

    private static readonly int CurrencyIndex = Surface.Costs.IndexOf(Dimension.Currency);
    private static readonly int AmountIndex = Surface.Costs.IndexOf(Measure.Amount);

    /// <summary>What a bucket of costs bills in US dollars, all rows together.</summary>
    /// <exception cref="ArgumentException">The bucket is not one of costs.</exception>
    public static decimal TotalUsd(this Bucket bucket)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        if (bucket.Surface != Surface.Costs)
        {
            throw new ArgumentException($"A bucket of {bucket.Surface} bills nothing.", nameof(bucket));
        }

        var total = 0m;
        for (var row = 0; row < bucket.Count; row++)
        {
            if (bucket.Dimensions(row)[CurrencyIndex] == UsDollars)
            {
                total += bucket.Value(row, AmountIndex) ?? 0m;
            }
        }

        return total;
    }
}
