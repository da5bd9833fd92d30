using System.Collections.Immutable;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>
/// Who spent what an organization was billed in US dollars, on the days that costs know and every usage surface that the
/// day's line items bill. The other days are unknown, not zero: while such a surface is behind, so is the allocation.
/// </summary>
public sealed class OrganizationAllocation
{
    /// <summary>On what an allocated amount rests.</summary>
    public static readonly Dimension Basis = new("basis");

    /// <summary>Allocated amounts. No reader reads it: its buckets are worked out here.</summary>
    public static readonly BucketSurface AllocatedCosts = new(
        "allocated_costs",
        groupBy: [Dimension.ProjectId, Dimension.UserId, Dimension.ApiKeyId, Dimension.Model, Basis],
        rowIdentity: [],
        measures: [Measure.Amount]);

    private readonly ImmutableArray<DayAllocation> _days;

    private OrganizationAllocation(
        ImmutableArray<DayAllocation> days,
        SurfaceSnapshot allocated,
        SurfaceSnapshot unallocated,
        ImmutableArray<EffectivePrice> prices,
        ImmutableArray<EstimatedCost> estimates)
    {
        _days = days;
        Allocated = allocated;
        Unallocated = unallocated;
        Prices = prices;
        Estimates = estimates;
    }

    /// <summary>What was billed in US dollars by project, user, key, model and basis. What was allocated to nobody is among it.</summary>
    public SurfaceSnapshot Allocated { get; }

    /// <summary>What was allocated to nobody: rows of <see cref="Surface.Costs"/> by project, line item and key.</summary>
    public SurfaceSnapshot Unallocated { get; }

    /// <summary>What tokens cost on the trailing days that are settled.</summary>
    public ImmutableArray<EffectivePrice> Prices { get; }

    /// <summary>What today's tokens would cost at <see cref="Prices"/>; of a surface that has not been read today, nothing.</summary>
    public ImmutableArray<EstimatedCost> Estimates { get; }

    /// <summary>Allocates the costs of an organization by line item.</summary>
    /// <param name="organization">What is known.</param>
    /// <param name="today">The current day.</param>
    /// <param name="days">The days that are wanted.</param>
    /// <param name="lineItems">The organization's line items.</param>
    /// <param name="before">An earlier allocation of the same organization, whose days are taken over where nothing has changed; or null.</param>
    /// <returns>Null where no wanted day can be allocated.</returns>
    public static OrganizationAllocation? Of(
        OrganizationSnapshot organization, UtcDay today, DayWindow days, LineItemIndex lineItems, OrganizationAllocation? before = null)
    {
        ArgumentNullException.ThrowIfNull(organization);
        ArgumentNullException.ThrowIfNull(lineItems);
        var costs = organization.Find(Surface.Costs);
        ImmutableArray<SurfaceSnapshot> usage = [.. organization.Surfaces.Where(static surface => Surface.Usage.Contains(surface.Surface))];
        if (costs is null || usage.IsEmpty)
        {
            return null;
        }

        var prices = new PriceBook();
        var allocations = ImmutableArray.CreateBuilder<DayAllocation>();
        foreach (var bill in costs.Buckets.Where(bucket => days.Contains(bucket.Day)))
        {
            var used = usage.Select(surface => (Surface: surface, Bucket: surface.Find(bill.Day))).ToLookup(static of => of.Bucket is not null);
            var billed = new BilledDay(bill, used[true].Select(static of => of.Bucket!), costs.GroupBy);
            if (!used[true].Any() || used[false].Any(of => billed.Needs(of.Surface.Surface, lineItems)))
            {
                continue;
            }

            var allocation = before?._days.FirstOrDefault(earlier => earlier.IsOf(billed)) ?? DayAllocation.Of(billed, lineItems);
            allocations.Add(allocation);
            if (bill.Day < costs.FirstUnsettled && used[true].All(of => bill.Day < of.Surface.FirstUnsettled))
            {
                prices.Add(allocation.Prices);
            }
        }

        if (allocations.Count == 0)
        {
            return null;
        }

        var worked = allocations.ToImmutable();
        var whole = costs with
        {
            Window = new DayWindow(worked[0].Allocated.Day, worked[^1].Allocated.Day.Next),
            HistoryStart = null,
            FirstCompleteTotals = ImmutableSortedDictionary<UtcDay, decimal>.Empty,
        };
        var listed = prices.Prices();
        return new OrganizationAllocation(
            worked,
            whole with { Surface = AllocatedCosts, GroupBy = AllocatedCosts.GroupBy, Buckets = [.. worked.Select(static day => day.Allocated)] },
            whole with { Buckets = [.. worked.Select(static day => day.Unallocated)] },
            listed,
            PriceBook.Estimate(listed, usage.Select(surface => surface.Find(today)).OfType<Bucket>()));
    }
}
