using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Exporter.Export;

/// <summary>A row of a bucket of costs, by names.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="row">The number of the row.</param>
internal readonly struct BilledRow(Bucket bucket, int row)
{
    private static readonly int Project = Surface.Costs.IndexOf(Dimension.ProjectId);
    private static readonly int Item = Surface.Costs.IndexOf(Dimension.LineItem);
    private static readonly int Key = Surface.Costs.IndexOf(Dimension.ApiKeyId);
    private static readonly int CurrencyPlace = Surface.Costs.IndexOf(Dimension.Currency);
    private static readonly int UnitPlace = Surface.Costs.IndexOf(Dimension.QuantityUnit);
    private static readonly int AmountPlace = Surface.Costs.IndexOf(Measure.Amount);
    private static readonly int QuantityPlace = Surface.Costs.IndexOf(Measure.Quantity);

    public string? ProjectId => bucket.Dimensions(row)[Project];

    public string? LineItem => bucket.Dimensions(row)[Item];

    public string? ApiKeyId => bucket.Dimensions(row)[Key];

    public string? Currency => bucket.Dimensions(row)[CurrencyPlace];

    public string? QuantityUnit => bucket.Dimensions(row)[UnitPlace];

    public decimal? Amount => bucket.Value(row, AmountPlace);

    public decimal? Quantity => bucket.Value(row, QuantityPlace);
}
