using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Customers;

/// <summary>What a day depends on: its bill, the traces, and usage of completions where it is known.</summary>
/// <param name="Costs">The bill.</param>
/// <param name="Traces">The traces.</param>
/// <param name="Completions">The usage, or null.</param>
/// <param name="IsByProject">Whether bill and traces name projects, so that each is a pool of its own.</param>
internal sealed record CustomerDayInput(Bucket Costs, Bucket Traces, Bucket? Completions, bool IsByProject)
{
    /// <summary>Whether the other one holds the very same.</summary>
    public bool IsSameAs(CustomerDayInput other) =>
        ReferenceEquals(Costs, other.Costs) && ReferenceEquals(Traces, other.Traces) && ReferenceEquals(Completions, other.Completions) && IsByProject == other.IsByProject;
}

/// <summary>What each customer was billed on a day. It is kept, because most days are the same when the next snapshot is published.</summary>
internal sealed class CustomerDay
{
    private static readonly int TracedProject = Surface.Traces.IndexOf(Dimension.ProjectId);
    private static readonly int TracedCustomer = Surface.Traces.IndexOf(Dimension.Customer);
    private static readonly int TracedModel = Surface.Traces.IndexOf(Dimension.Model);
    private static readonly int UsedProject = Surface.Completions.IndexOf(Dimension.ProjectId);

    private readonly CustomerDayInput _input;
    private readonly Dictionary<string, BilledPool> _pools = new(StringComparer.Ordinal);
    private readonly LineItemIndex _lineItems;

    private CustomerDay(CustomerDayInput input, LineItemIndex lineItems)
    {
        (_input, _lineItems) = (input, lineItems);
        AddToPools();
        Costs = Divide();
        Coverage =
        [
            .. _pools.Values.SelectMany(static pool => pool.Models).GroupBy(static of => of.Key, static of => of.Value, StringComparer.Ordinal)
                .Select(of => (Model: of.Key, Billed: of.Sum(static model => model.BilledTokens), Traced: of.Sum(static model => model.TracedTokens)))
                .Where(static of => of.Billed >= 1m)
                .OrderBy(static of => of.Model, StringComparer.Ordinal)
                .Select(of => new TraceCoverage(Day, of.Model, of.Traced, of.Billed)),
        ];
        _pools.Clear();
    }

    /// <summary>The day.</summary>
    public UtcDay Day => _input.Costs.Day;

    /// <summary>A bucket of <see cref="CustomerAllocation.CustomerCosts"/>.</summary>
    public Bucket Costs { get; }

    /// <summary>How much of each model was traced.</summary>
    public ImmutableArray<TraceCoverage> Coverage { get; }

    /// <summary>Works a day out, or takes it over where nothing has changed.</summary>
    public static CustomerDay Of(CustomerDayInput input, LineItemIndex lineItems, CustomerDay? before) =>
        before is not null && before._input.IsSameAs(input) ? before : new CustomerDay(input, lineItems);

    private void AddToPools()
    {
        foreach (var row in BilledRow.Of(_input.Costs))
        {
            if (Tokens(row) is { } tokens)
            {
                PoolOf(row.ProjectId).AddBilled(_lineItems[row.LineItem].Model!, _lineItems[row.LineItem].Counted.Kind, tokens);
            }
        }

        if (_input.Completions is { } used)
        {
            for (var row = 0; row < used.Count; row++)
            {
                PoolOf(used.Dimensions(row)[UsedProject]).AddUsed(used, row);
            }
        }

        var traces = _input.Traces;
        for (var row = 0; row < traces.Count; row++)
        {
            var dimensions = traces.Dimensions(row);
            PoolOf(dimensions[TracedProject]).AddTraced(dimensions[TracedCustomer], dimensions[TracedModel], TracedCounts.Of(traces, row));
        }
    }

    private Bucket Divide()
    {
        var costs = new BucketBuilder(CustomerAllocation.CustomerCosts, Day);
        foreach (var row in BilledRow.Of(_input.Costs))
        {
            if (row.Usd is { } usd)
            {
                var item = _lineItems[row.LineItem];
                var parts = Tokens(row) is null ? [(string.Empty, usd)] : PoolOf(row.ProjectId)[item.Model!].SharesOf(item.Counted.Kind).Divide(usd);
                foreach (var (customer, part) in parts)
                {
                    // Who has no part of a row is not on it.
                    if (part != 0m || customer.Length == 0)
                    {
                        costs.Add([row.ProjectId, customer, item.Model], [part], present: 1);
                    }
                }
            }
        }

        return costs.Build();
    }

    private BilledPool PoolOf(string? projectId)
    {
        var key = _input.IsByProject ? projectId ?? string.Empty : string.Empty;
        if (!_pools.TryGetValue(key, out var pool))
        {
            _pools.Add(key, pool = new BilledPool());
        }

        return pool;
    }

    // How many tokens a row bills, or null where it bills none, or does not say: then nobody can be told from the traces.
    private decimal? Tokens(BilledRow row)
    {
        var item = _lineItems[row.LineItem];
        return item is { Model: not null, Counted.Kind: MeterKind.Input or MeterKind.CachedInput or MeterKind.CacheWrite or MeterKind.Output or MeterKind.Tokens or MeterKind.Whole }
            && row.Quantity is { } quantity
            && row.QuantityUnit is "tokens" or "1000_tokens"
                ? Math.Clamp(quantity, -UsageCounts.Most, UsageCounts.Most) * (row.QuantityUnit == "tokens" ? 1 : 1000)
                : null;
    }
}

/// <summary>How much of what was billed of a model on a day was traced.</summary>
/// <param name="Day">The day.</param>
/// <param name="Model">The model as the bill names it.</param>
/// <param name="TracedTokens">Input and output that was traced.</param>
/// <param name="BilledTokens">Tokens that were billed, by all meters; 1 at least.</param>
public sealed record TraceCoverage(UtcDay Day, string Model, decimal TracedTokens, decimal BilledTokens)
{
    /// <summary>Traced over billed tokens: 0 where nothing was traced, and above 1 where tokens were counted twice.</summary>
    public decimal Ratio => TracedTokens / BilledTokens;
}
