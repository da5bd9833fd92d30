using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Totals;

/// <summary>One day of costs in US dollars, added up by what people ask for. A blank id stands for none.</summary>
public sealed class CostTotals
{
    private readonly Dictionary<string, decimal> _byProject = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _byLineItem = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _byModel = new(StringComparer.Ordinal);

    /// <summary>Adds up the rows of a bucket of costs.</summary>
    internal CostTotals(Bucket bucket, ProjectFilter projects, LineItemIndex lineItems)
    {
        foreach (var row in projects.RowsOf(bucket))
        {
            var billed = new BilledRow(bucket, row);
            if (billed.Usd is { } usd)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_byProject, billed.ProjectId ?? string.Empty, out _) += usd;
                CollectionsMarshal.GetValueRefOrAddDefault(_byLineItem, billed.LineItem ?? string.Empty, out _) += usd;
            }
            else if (billed.Amount is not null)
            {
                OtherCurrencies = OtherCurrencies.Add(billed.Currency ?? "an unnamed currency");
            }
        }

        foreach (var (lineItem, usd) in _byLineItem)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_byModel, lineItems[lineItem].Model ?? string.Empty, out _) += usd;
        }
    }

    /// <summary>Dollars by project id.</summary>
    public IReadOnlyDictionary<string, decimal> ByProject => _byProject;

    /// <summary>Dollars by OpenAI's text of the line item.</summary>
    public IReadOnlyDictionary<string, decimal> ByLineItem => _byLineItem;

    /// <summary>Dollars by the model that the line item names.</summary>
    public IReadOnlyDictionary<string, decimal> ByModel => _byModel;

    /// <summary>The currencies of rows that are in none of them, because currencies are never added.</summary>
    public ImmutableSortedSet<string> OtherCurrencies { get; } = [];
}

/// <summary>One day of what was billed in US dollars, added up by who spent it. A blank id stands for nobody.</summary>
public sealed class UserTotals
{
    private static readonly int UserIndex = OrganizationAllocation.AllocatedCosts.IndexOf(Dimension.UserId);
    private static readonly int AmountIndex = OrganizationAllocation.AllocatedCosts.IndexOf(Measure.Amount);

    private readonly Dictionary<string, decimal> _byUser = new(StringComparer.Ordinal);

    /// <summary>Adds up the rows of a bucket of allocated costs.</summary>
    internal UserTotals(Bucket bucket, ProjectFilter projects)
    {
        foreach (var row in projects.RowsOf(bucket))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_byUser, bucket.Dimensions(row)[UserIndex] ?? string.Empty, out _) += bucket.Value(row, AmountIndex) ?? 0m;
        }
    }

    /// <summary>Dollars by user id.</summary>
    public IReadOnlyDictionary<string, decimal> ByUser => _byUser;
}
