using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OpenAiSpend.Domain.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Exporter.SpendPage.Sums;

/// <summary>One day of costs in US dollars, added up by what people ask for. A blank id stands for none.</summary>
internal sealed class CostDay
{
    private static readonly int ProjectIndex = Surface.Costs.IndexOf(Dimension.ProjectId);
    private static readonly int LineItemIndex = Surface.Costs.IndexOf(Dimension.LineItem);
    private static readonly int CurrencyIndex = Surface.Costs.IndexOf(Dimension.Currency);
    private static readonly int AmountIndex = Surface.Costs.IndexOf(Measure.Amount);

    private readonly Dictionary<string, decimal> _byProject = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _byLineItem = new(StringComparer.Ordinal);

    private readonly Dictionary<string, decimal> _byModel = new(StringComparer.Ordinal);

    private CostDay()
    {
    }

    /// <summary>Dollars by project id.</summary>
    public IReadOnlyDictionary<string, decimal> ByProject => _byProject;

    /// <summary>Dollars by OpenAI's text of the line item.</summary>
    public IReadOnlyDictionary<string, decimal> ByLineItem => _byLineItem;

    /// <summary>Dollars by the model that the line item names.</summary>
    public IReadOnlyDictionary<string, decimal> ByModel => _byModel;

    /// <summary>The currencies of rows that are in none of them, because currencies are never added.</summary>
    public ImmutableSortedSet<string> OtherCurrencies { get; private set; } = [];

    /// <summary>Adds up the rows of a bucket of costs.</summary>
    public static CostDay Of(Bucket bucket, ProjectChoice projects)
    {
        var day = new CostDay();
        var (start, end) = BucketRows.Of(bucket, projects);
        for (var row = start; row < end; row++)
        {
            var dimensions = bucket.Dimensions(row);
            if (bucket.Value(row, AmountIndex) is not { } amount)
            {
                continue;
            }

            if (dimensions[CurrencyIndex] != BilledAmounts.UsDollars)
            {
                day.OtherCurrencies = day.OtherCurrencies.Add(dimensions[CurrencyIndex] ?? "an unnamed currency");
                continue;
            }

            CollectionsMarshal.GetValueRefOrAddDefault(day._byProject, dimensions[ProjectIndex] ?? string.Empty, out _) += amount;
            CollectionsMarshal.GetValueRefOrAddDefault(day._byLineItem, dimensions[LineItemIndex] ?? string.Empty, out _) += amount;
        }

        foreach (var (lineItem, usd) in day._byLineItem)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(day._byModel, LineItem.Parse(lineItem).Model ?? string.Empty, out _) += usd;
        }

        return day;
    }
}
