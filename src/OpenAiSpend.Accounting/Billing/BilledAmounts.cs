using OpenAiSpend.Domain.Buckets;

namespace OpenAiSpend.Accounting.Billing;

/// <summary>Sums of billed amounts. Amounts of different currencies are never added.</summary>
public static class BilledAmounts
{
    /// <summary>The currency in which OpenAI has only ever been seen to bill.</summary>
    public const string UsDollars = "usd";

    /// <summary>What a bucket of costs bills in US dollars, all rows together.</summary>
    /// <exception cref="ArgumentException">The bucket is not one of costs.</exception>
    public static decimal TotalUsd(this Bucket bucket) => BilledRow.Of(bucket).Sum(static row => row.Usd ?? 0m);
}
