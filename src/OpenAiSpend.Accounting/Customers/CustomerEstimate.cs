using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Customers;

/// <summary>What the tokens of a customer would cost at effective prices: an estimate, not a bill.</summary>
/// <param name="Customer">The customer, or null for tokens that name none.</param>
/// <param name="Usd">US dollars.</param>
public sealed record CustomerEstimate(string? Customer, decimal Usd)
{
    private const decimal Million = 1_000_000m;
    private static readonly int CustomerIndex = Surface.Traces.IndexOf(Dimension.Customer);
    private static readonly int ModelIndex = Surface.Traces.IndexOf(Dimension.Model);

    /// <summary>What the tokens of a day would cost. A customer of whose models none has a price has no estimate.</summary>
    /// <param name="traces">The tokens.</param>
    /// <param name="completions">The usage of the day, or null.</param>
    /// <param name="prices">The prices.</param>
    internal static ImmutableArray<CustomerEstimate> Of(Bucket traces, Bucket? completions, ImmutableArray<EffectivePrice> prices)
    {
        // Prices take the place of the bill, whose quantities would tell cached input apart where usage does not: there it counts as not cached.
        var pool = new BilledPool();
        var priced = new Dictionary<(string Model, MeterKind Kind), decimal>();
        foreach (var price in prices.Where(static price => price.Meter.Modality is Modality.Any or Modality.Text))
        {
            pool.AddBilled(price.Model, price.Meter.Kind, 0m);
            priced.TryAdd((price.Model, price.Meter.Kind), Math.Clamp(price.UsdPerMillionTokens / Million, -PriceBook.MostUsdPerToken, PriceBook.MostUsdPerToken));
        }

        for (var row = 0; completions is not null && row < completions.Count; row++)
        {
            pool.AddUsed(completions, row);
        }

        for (var row = 0; row < traces.Count; row++)
        {
            var dimensions = traces.Dimensions(row);
            pool.AddTraced(dimensions[CustomerIndex], dimensions[ModelIndex], TracedCounts.Of(traces, row));
        }

        var sums = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var ((model, kind), usd) in priced)
        {
            foreach (var (customer, tokens) in pool[model].TokensOf(kind))
            {
                sums[customer] = sums.GetValueOrDefault(customer) + (tokens * usd);
            }
        }

        return [.. sums.Select(static sum => new CustomerEstimate(sum.Key.Length == 0 ? null : sum.Key, sum.Value))];
    }
}
