using System.Collections.Immutable;
using OpenAiSpend.Domain.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Allocation;

/// <summary>
/// Who spent what an organization was billed in US dollars, on the days that costs and every usage surface that was ever read
/// know. The other days are unknown, not zero: while one surface is behind, so is the allocation.
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

    private OrganizationAllocation(
        SurfaceSnapshot allocated, SurfaceSnapshot unallocated, ImmutableArray<EffectivePrice> prices, ImmutableArray<EstimatedCost> estimates)
    {
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
    /// <returns>Null where costs and usage have no wanted day in common.</returns>
    public static OrganizationAllocation? Of(OrganizationSnapshot organization, UtcDay today, DayWindow days)
    {
        ArgumentNullException.ThrowIfNull(organization);
        var costs = organization.Find(Surface.Costs);
        ImmutableArray<SurfaceSnapshot> usage = [.. organization.Surfaces.Where(static surface => surface.Surface != Surface.Costs)];
        if (costs is null || usage.IsEmpty || Common(usage.Add(costs), days) is not { } known)
        {
            return null;
        }

        var firstUnsettled = usage.Add(costs).Min(static surface => surface.Known.End.AddDays(-surface.SettleDays));
        var prices = new PriceBook();
        var allocated = ImmutableArray.CreateBuilder<Bucket>();
        var unallocated = ImmutableArray.CreateBuilder<Bucket>();
        var (parts, nobody) = (new BucketBuilder(AllocatedCosts, known.Start), new BucketBuilder(Surface.Costs, known.Start));
        for (var day = known.Start; day < known.End; day = day.Next)
        {
            (parts.Day, nobody.Day) = (day, day);
            foreach (var part in CostAllocation.Of(new BilledDay(costs.Find(day)!, usage.Select(surface => surface.Find(day)!), costs.GroupBy)))
            {
                if (part.Currency == BilledAmounts.UsDollars)
                {
                    Add(parts, nobody, part);
                    if (day < firstUnsettled)
                    {
                        prices.Add(part);
                    }
                }
            }

            allocated.Add(parts.Build());
            unallocated.Add(nobody.Build());
            parts.Clear();
            nobody.Clear();
        }

        var listed = prices.Prices();
        return new OrganizationAllocation(
            costs with
            {
                Surface = AllocatedCosts,
                GroupBy = AllocatedCosts.GroupBy,
                Known = known,
                Buckets = allocated.ToImmutable(),
                FirstCompleteTotals = ImmutableSortedDictionary<UtcDay, decimal>.Empty,
            },
            costs with
            {
                Known = known,
                Buckets = unallocated.ToImmutable(),
                FirstCompleteTotals = ImmutableSortedDictionary<UtcDay, decimal>.Empty,
            },
            listed,
            PriceBook.Estimate(listed, usage.Select(surface => surface.Find(today)).OfType<Bucket>()));
    }

    private static void Add(BucketBuilder parts, BucketBuilder nobody, AllocatedCost part)
    {
        const uint AmountAlone = 0b01;
        parts.Add([part.ProjectId, part.UserId, part.ApiKeyId, part.Model, NameOf(part.Basis)], [part.Amount], AmountAlone);
        if (part.Basis == AllocationBasis.None)
        {
            nobody.Add([part.ProjectId, part.LineItem.Raw, part.ApiKeyId, part.Currency, null], [part.Amount, 0m], AmountAlone);
        }
    }

    private static string NameOf(AllocationBasis basis) => basis switch
    {
        AllocationBasis.Exact => "exact",
        AllocationBasis.Model => "model",
        AllocationBasis.Project => "project",
        _ => "none",
    };

    private static DayWindow? Common(ImmutableArray<SurfaceSnapshot> surfaces, DayWindow days)
    {
        var (start, end) = (days.Start, days.End);
        foreach (var surface in surfaces)
        {
            start = surface.Known.Start > start ? surface.Known.Start : start;
            end = surface.Known.End < end ? surface.Known.End : end;
        }

        return start < end ? new DayWindow(start, end) : null;
    }
}
