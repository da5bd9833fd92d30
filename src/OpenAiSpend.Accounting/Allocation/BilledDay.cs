using System.Collections.Immutable;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>One day of costs, and the usage of that day as far as it was read.</summary>
public sealed record BilledDay
{
    private static readonly ImmutableArray<Dimension> ByProjectAndLineItem = [Dimension.ProjectId, Dimension.LineItem];

    /// <summary>Puts a day together.</summary>
    /// <param name="costs">The billed rows.</param>
    /// <param name="usage">The usage of the same day, at most one bucket for each usage surface, in any order. A surface that is not here was not read.</param>
    /// <param name="costsGroupBy">The dimensions that the billed rows were grouped by; if not said, project and line item.</param>
    /// <exception cref="ArgumentException">The buckets are of the wrong surface, of several days, or two of one surface.</exception>
    public BilledDay(Bucket costs, IEnumerable<Bucket> usage, ImmutableArray<Dimension>? costsGroupBy = null)
    {
        ArgumentNullException.ThrowIfNull(costs);
        ArgumentNullException.ThrowIfNull(usage);
        Costs = costs.Surface == Surface.Costs
            ? costs
            : throw new ArgumentException($"A bucket of {costs.Surface} bills nothing.", nameof(costs));
        Usage = [.. usage.OrderBy(static bucket => Surface.Usage.IndexOf(bucket.Surface))];
        CostsGroupBy = costsGroupBy ?? ByProjectAndLineItem;
        for (var i = 0; i < Usage.Length; i++)
        {
            if (Usage[i].Surface == Surface.Costs || Usage[i].Day != costs.Day || (i > 0 && Usage[i - 1].Surface == Usage[i].Surface))
            {
                throw new ArgumentException($"The usage of {costs.Day} needs one bucket of that day for each surface, not {Usage[i].Surface} of {Usage[i].Day}.", nameof(usage));
            }
        }
    }

    /// <summary>The day.</summary>
    public UtcDay Day => Costs.Day;

    /// <summary>The billed rows.</summary>
    public Bucket Costs { get; }

    /// <summary>The dimensions that the billed rows were grouped by.</summary>
    public ImmutableArray<Dimension> CostsGroupBy { get; }

    /// <summary>The usage, by surface.</summary>
    public ImmutableArray<Bucket> Usage { get; }

    /// <summary>Whether the day cannot be allocated without the usage of a surface that has not been read, because a line item bills it.</summary>
    /// <param name="unread">The surface.</param>
    /// <param name="lineItems">The organization's line items.</param>
    internal bool Needs(BucketSurface unread, LineItemIndex lineItems)
    {
        if (!CostsGroupBy.Contains(Dimension.LineItem))
        {
            return UsageCounts.IsOfTokens(unread);
        }

        return BilledRow.Of(Costs).Where(static row => row.Amount is not (null or 0m)).Select(static row => row.LineItem).Distinct()
            .Any(text => Needs(unread, lineItems[text]));
    }

    // Several surfaces count tokens; a model that one of them is seen to count is not looked for in the others.
    private bool Needs(BucketSurface unread, LineItem item)
    {
        var billed = UsageCounts.SurfacesOf(item.Counted.Kind, hasModel: item.Model is not null);
        return billed.Contains(unread) && (item.Model is not { } model || !Usage.Any(bucket => billed.Contains(bucket.Surface) && Counts(bucket, model)));
    }

    private static bool Counts(Bucket usage, string model)
    {
        var place = usage.Surface.IndexOf(Dimension.Model);
        return Enumerable.Range(0, usage.Count).Any(row => usage.Dimensions(row)[place] is { } used && ModelName.Common(model, used) > 0);
    }
}
