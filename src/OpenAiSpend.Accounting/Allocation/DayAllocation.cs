using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>What one day was allocated to. It is kept, because most days are the same when the next snapshot is published.</summary>
internal sealed class DayAllocation
{
    private readonly BilledDay _day;

    private DayAllocation(BilledDay day, Bucket allocated, Bucket unallocated, PriceBook prices)
    {
        _day = day;
        Allocated = allocated;
        Unallocated = unallocated;
        Prices = prices;
    }

    /// <summary>A bucket of <see cref="OrganizationAllocation.AllocatedCosts"/>.</summary>
    public Bucket Allocated { get; }

    /// <summary>A bucket of <see cref="Surface.Costs"/>: what nobody is known to have caused.</summary>
    public Bucket Unallocated { get; }

    /// <summary>What tokens cost on the day.</summary>
    public PriceBook Prices { get; }

    /// <summary>Allocates what was billed in US dollars.</summary>
    public static DayAllocation Of(BilledDay day, LineItemIndex lineItems)
    {
        const uint AmountAlone = 0b01;
        var prices = new PriceBook();
        var (allocated, nobodys) = (new BucketBuilder(OrganizationAllocation.AllocatedCosts, day.Day), new BucketBuilder(Surface.Costs, day.Day));
        foreach (var part in CostAllocation.Of(day, lineItems: lineItems).Where(static part => part.Currency == BilledAmounts.UsDollars))
        {
            prices.Add(part);
            allocated.Add([part.ProjectId, part.UserId, part.ApiKeyId, part.Model, NameOf(part.Basis)], [part.Amount], AmountAlone);
            if (part.Basis == AllocationBasis.None)
            {
                nobodys.Add([part.ProjectId, part.LineItem.Raw, part.ApiKeyId, null, null, part.Currency, null], [part.Amount, 0m], AmountAlone);
            }
        }

        return new DayAllocation(day, allocated.Build(), nobodys.Build(), prices);
    }

    /// <summary>Whether it was worked out from the same buckets. A ledger keeps the buckets of days that were read again and had not changed.</summary>
    public bool IsOf(BilledDay day) =>
        IsSame(_day.Costs, day.Costs)
        && _day.CostsGroupBy.SequenceEqual(day.CostsGroupBy)
        && _day.Usage.Length == day.Usage.Length
        && !_day.Usage.Where((bucket, i) => !IsSame(bucket, day.Usage[i])).Any();

    // A quiet day has a new empty bucket each time.
    private static bool IsSame(Bucket one, Bucket other) =>
        ReferenceEquals(one, other) || (one.Surface == other.Surface && one.Day == other.Day && one.Count == 0 && other.Count == 0);

    private static string NameOf(AllocationBasis basis) => basis switch
    {
        AllocationBasis.Exact => "exact",
        AllocationBasis.Model => "model",
        AllocationBasis.Project => "project",
        _ => "none",
    };
}
