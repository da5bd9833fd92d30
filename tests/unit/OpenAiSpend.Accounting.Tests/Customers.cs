using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Accounting.Customers;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Accounting.Tests;

/// <summary>Builds a day's bill and traces, and joins them.</summary>
internal static class Customers
{
    /// <summary>A bill: project, line item, dollars, quantity and its unit.</summary>
    public static Bucket Bill(params IEnumerable<(string? Project, string? LineItem, decimal Usd, decimal? Quantity, string? Unit)> rows) => Bill(Some.Day, rows);

    /// <summary>The bill of a day.</summary>
    public static Bucket Bill(UtcDay day, params IEnumerable<(string? Project, string? LineItem, decimal Usd, decimal? Quantity, string? Unit)> rows) => Some.Bucket(
        Surface.Costs,
        day,
        [
            .. rows.Select(static row =>
            {
                var billed = Some.Row.Of(("project_id", row.Project), ("line_item", row.LineItem), ("currency", "usd"), ("quantity_unit", row.Unit)).With("amount", row.Usd);
                return row.Quantity is { } quantity ? billed.With("quantity", quantity) : billed;
            }),
        ]);

    /// <summary>Traces: project, customer, model, and input that is not told apart, uncached, cached and written to the cache, and output.</summary>
    public static Bucket Traces(params IEnumerable<(string? Project, string? Customer, string? Model, decimal[] Tokens)> rows)
    {
        var builder = new BucketBuilder(Surface.Traces, Some.Day);
        foreach (var (project, customer, model, tokens) in rows)
        {
            builder.Add([project, customer, model], tokens, 0b11111);
        }

        return builder.Build();
    }

    /// <summary>Who was behind the bill.</summary>
    public static CustomerAllocation Join(Bucket bill, Bucket traces, bool byProject = false, Bucket? completions = null, ImmutableArray<EffectivePrice>? prices = null) => CustomerAllocation.Of(
        new OrganizationSnapshot(
            "acme",
            [
                Some.Known(Surface.Costs, Some.Day, bill),
                .. completions is null ? [] : new[] { Some.Known(Surface.Completions, Some.Day, completions) },
                Some.Known(Surface.Traces, Some.Day, traces) with { GroupBy = byProject ? Surface.Traces.GroupBy : Surface.Traces.GroupBy.Remove(Dimension.ProjectId) },
            ]),
        Some.Day,
        new LineItemIndex(),
        prices ?? [])!;

    /// <summary>The dollars of each customer; a blank one is what was not traced.</summary>
    public static SortedDictionary<string, decimal> Usd(this CustomerAllocation customers) => Sum(customers, static (dimensions, _) => dimensions[1] ?? string.Empty);

    /// <summary>The dollars of each project and model.</summary>
    public static SortedDictionary<string, decimal> UsdByProjectAndModel(this CustomerAllocation customers) => Sum(customers, static (dimensions, _) => $"{dimensions[0]} {dimensions[2]}");

    private static SortedDictionary<string, decimal> Sum(CustomerAllocation customers, Func<string?[], int, string> key)
    {
        var sums = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        var bucket = customers.Costs.Buckets.Single();
        for (var row = 0; row < bucket.Count; row++)
        {
            var of = key(bucket.Dimensions(row).ToArray(), row);
            sums[of] = sums.GetValueOrDefault(of) + bucket.Value(row, 0)!.Value;
        }

        return WithoutZeros(sums);
    }

    /// <summary>The sums that are not zero: what costs nothing may be on the bill and is nobody's.</summary>
    public static SortedDictionary<string, decimal> WithoutZeros(SortedDictionary<string, decimal> sums) =>
        new(sums.Where(static sum => sum.Value != 0m).ToDictionary(), StringComparer.Ordinal);
}
