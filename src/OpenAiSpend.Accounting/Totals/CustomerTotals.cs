using System.Runtime.InteropServices;
using OpenAiSpend.Accounting.Customers;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Totals;

/// <summary>One day of what was billed in US dollars, added up by customer. A blank one stands for what was not traced.</summary>
public sealed class CustomerTotals
{
    private static readonly int CustomerIndex = CustomerAllocation.CustomerCosts.IndexOf(Dimension.Customer);

    private readonly Dictionary<string, decimal> _byCustomer = new(StringComparer.Ordinal);

    /// <summary>Adds up the rows of a bucket of customers' costs.</summary>
    internal CustomerTotals(Bucket bucket, ProjectFilter projects)
    {
        foreach (var row in projects.RowsOf(bucket))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_byCustomer, bucket.Dimensions(row)[CustomerIndex] ?? string.Empty, out _) += bucket.Value(row, 0) ?? 0m;
        }
    }

    /// <summary>Dollars by customer.</summary>
    public IReadOnlyDictionary<string, decimal> ByCustomer => _byCustomer;
}
