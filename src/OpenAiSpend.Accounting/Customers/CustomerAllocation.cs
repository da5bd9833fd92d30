using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Customers;

/// <summary>
/// Which customer is behind the bill, on the days that costs and traces both know; the others are unknown, not zero. The
/// dollars are the bill's: traced tokens only say whose they are.
/// </summary>
public sealed class CustomerAllocation
{
    /// <summary>Billed amounts by customer; no customer is what was not traced. No reader reads it: its buckets are worked out here.</summary>
    public static readonly BucketSurface CustomerCosts = new(
        "customer_costs", groupBy: [Dimension.ProjectId, Dimension.Customer, Dimension.Model], rowIdentity: [], measures: [Measure.Amount]);

    private readonly ImmutableArray<CustomerDay> _days;

    private CustomerAllocation(ImmutableArray<CustomerDay> days, SurfaceSnapshot costs, ImmutableArray<CustomerEstimate> estimates)
    {
        _days = days;
        Costs = costs;
        Coverage = [.. days.SelectMany(static day => day.Coverage)];
        Estimates = estimates;
    }

    /// <summary>What was billed in US dollars by project, customer and model: rows of <see cref="CustomerCosts"/>.</summary>
    public SurfaceSnapshot Costs { get; }

    /// <summary>How much of each billed model was traced, by day.</summary>
    public ImmutableArray<TraceCoverage> Coverage { get; }

    /// <summary>What today's traced tokens would cost at effective prices, by customer; nothing where today's have not been read.</summary>
    public ImmutableArray<CustomerEstimate> Estimates { get; }

    /// <summary>Joins the bill of an organization with its traces.</summary>
    /// <param name="organization">What is known.</param>
    /// <param name="today">The current day.</param>
    /// <param name="lineItems">The organization's line items.</param>
    /// <param name="prices">The effective prices of tokens.</param>
    /// <param name="before">An earlier one of the same organization, whose days are taken over where nothing has changed; or null.</param>
    /// <returns>Null where no day of both is known.</returns>
    public static CustomerAllocation? Of(
        OrganizationSnapshot organization, UtcDay today, LineItemIndex lineItems, ImmutableArray<EffectivePrice> prices, CustomerAllocation? before = null)
    {
        ArgumentNullException.ThrowIfNull(organization);
        ArgumentNullException.ThrowIfNull(lineItems);
        if (organization.Find(Surface.Costs) is not { } costs || organization.Find(Surface.Traces) is not { } traces)
        {
            return null;
        }

        var completions = organization.Find(Surface.Completions);
        var isByProject = costs.GroupBy.Contains(Dimension.ProjectId) && traces.GroupBy.Contains(Dimension.ProjectId);
        var known = before?._days.ToDictionary(static day => day.Day);
        ImmutableArray<CustomerDay> days =
        [
            .. from bill in costs.Buckets
               let traced = traces.Find(bill.Day)
               where traced is not null
               select CustomerDay.Of(new CustomerDayInput(bill, traced, completions?.Find(bill.Day), isByProject), lineItems, known?.GetValueOrDefault(bill.Day)),
        ];
        return days.IsEmpty ? null : new CustomerAllocation(
            days,
            costs with
            {
                Surface = CustomerCosts,
                GroupBy = costs.GroupBy.Contains(Dimension.ProjectId) ? CustomerCosts.GroupBy : CustomerCosts.GroupBy.Remove(Dimension.ProjectId),
                Window = new DayWindow(days[0].Day, days[^1].Day.Next),
                HistoryStart = null,
                FirstCompleteTotals = ImmutableSortedDictionary<UtcDay, decimal>.Empty,
                Buckets = [.. days.Select(static day => day.Costs)],
            },
            traces.Find(today) is { } now ? CustomerEstimate.Of(now, completions?.Find(today), prices) : []);
    }
}
