using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Billing;

/// <summary>A row of a bucket of <see cref="Surface.Costs"/>, by names.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Row">The number of the row in it.</param>
public readonly record struct BilledRow(Bucket Bucket, int Row)
{
    private static readonly int ProjectIndex = Surface.Costs.IndexOf(Dimension.ProjectId);
    private static readonly int LineItemIndex = Surface.Costs.IndexOf(Dimension.LineItem);
    private static readonly int ApiKeyIndex = Surface.Costs.IndexOf(Dimension.ApiKeyId);
    private static readonly int CurrencyIndex = Surface.Costs.IndexOf(Dimension.Currency);
    private static readonly int UnitIndex = Surface.Costs.IndexOf(Dimension.QuantityUnit);
    private static readonly int AmountIndex = Surface.Costs.IndexOf(Measure.Amount);
    private static readonly int QuantityIndex = Surface.Costs.IndexOf(Measure.Quantity);

    /// <summary>The project, or null for none.</summary>
    public string? ProjectId => Bucket.Dimensions(Row)[ProjectIndex];

    /// <summary>OpenAI's text of the line item, or null where costs are not broken down by it.</summary>
    public string? LineItem => Bucket.Dimensions(Row)[LineItemIndex];

    /// <summary>The API key, or null where costs are not broken down by it.</summary>
    public string? ApiKeyId => Bucket.Dimensions(Row)[ApiKeyIndex];

    /// <summary>The currency of <see cref="Amount"/>, in lower case.</summary>
    public string? Currency => Bucket.Dimensions(Row)[CurrencyIndex];

    /// <summary>The unit of <see cref="Quantity"/>, or null where OpenAI named none.</summary>
    public string? QuantityUnit => Bucket.Dimensions(Row)[UnitIndex];

    /// <summary>What was billed, in <see cref="Currency"/>, or null where OpenAI said nothing.</summary>
    public decimal? Amount => Bucket.Value(Row, AmountIndex);

    /// <summary>How much was used, in <see cref="QuantityUnit"/>, or null where OpenAI said nothing.</summary>
    public decimal? Quantity => Bucket.Value(Row, QuantityIndex);

    /// <summary>What was billed if it was in US dollars, or null.</summary>
    public decimal? Usd => Currency == BilledAmounts.UsDollars ? Amount : null;

    /// <summary>The rows of a bucket.</summary>
    /// <exception cref="ArgumentException">The bucket is not one of costs.</exception>
    public static IEnumerable<BilledRow> Of(Bucket bucket)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        return bucket.Surface == Surface.Costs
            ? Enumerable.Range(0, bucket.Count).Select(row => new BilledRow(bucket, row))
            : throw new ArgumentException($"A bucket of {bucket.Surface} bills nothing.", nameof(bucket));
    }
}

/// <summary>Sums of billed amounts. Amounts of different currencies are never added.</summary>
public static class BilledAmounts
{
    /// <summary>The currency in which OpenAI has only ever been seen to bill.</summary>
    public const string UsDollars = "usd";

    /// <summary>What a bucket of costs bills in US dollars, all rows together.</summary>
    /// <exception cref="ArgumentException">The bucket is not one of costs.</exception>
    public static decimal TotalUsd(this Bucket bucket) => BilledRow.Of(bucket).Sum(static row => row.Usd ?? 0m);
}
