using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;

namespace OpenAiSpend.Page.Sums;

/// <summary>One day of costs in US dollars, added up by what people ask for. A blank id stands for none.</summary>
internal sealed class CostDay
{
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
            var billed = new BilledRow(bucket, row);
            if (billed.Usd is { } usd)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(day._byProject, billed.ProjectId ?? string.Empty, out _) += usd;
                CollectionsMarshal.GetValueRefOrAddDefault(day._byLineItem, billed.LineItem ?? string.Empty, out _) += usd;
            }
            else if (billed.Amount is not null)
            {
                day.OtherCurrencies = day.OtherCurrencies.Add(billed.Currency ?? "an unnamed currency");
            }
        }

        foreach (var (lineItem, usd) in day._byLineItem)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(day._byModel, LineItem.Parse(lineItem).Model ?? string.Empty, out _) += usd;
        }

        return day;
    }
}
