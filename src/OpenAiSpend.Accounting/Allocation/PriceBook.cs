using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>Adds up what tokens cost and how many they were, for a price of each model and meter.</summary>
internal sealed class PriceBook
{
    private const decimal Million = 1_000_000m;

    /// <summary>A dearer token is a mistake of the bill, and times a large usage it would leave the range of a decimal.</summary>
    public const decimal MostUsdPerToken = 1m;

    private static readonly ImmutableArray<BucketSurface> OfTokens = [Surface.Completions, Surface.Decisions, Surface.Embeddings, Surface.Moderations];

    private readonly Dictionary<(string Model, Meter Meter), (string? Name, decimal Usd, decimal Tokens)> _sums = [];

    /// <summary>Adds a part of a billed row that bills tokens of one model. Others are left out.</summary>
    public void Add(AllocatedCost part)
    {
        if (part is { Basis: AllocationBasis.Exact, UsedUnit: "tokens", Model: { } model } && TokensOf(part) is { } tokens)
        {
            Add((model, part.LineItem.Counted), (part.LineItem.Meter, part.Amount, tokens));
        }
    }

    /// <summary>Adds what another one has added up.</summary>
    public void Add(PriceBook other)
    {
        foreach (var (of, sum) in other._sums)
        {
            Add(of, sum);
        }
    }

    /// <summary>The prices, by model and meter.</summary>
    public ImmutableArray<EffectivePrice> Prices() =>
    [
        .. _sums
            .Where(static sum => sum.Value.Tokens >= 1m)
            .Select(static sum => new EffectivePrice(sum.Key.Model, sum.Value.Name, sum.Value.Usd / sum.Value.Tokens * Million) { Meter = sum.Key.Meter })
            .OrderBy(static price => price.Model, StringComparer.Ordinal)
            .ThenBy(static price => price.MeterName, StringComparer.Ordinal)
            .ThenBy(static price => price.Meter.Kind)
            .ThenBy(static price => price.Meter.Modality),
    ];

    /// <summary>What the tokens of a day would cost, by project and model. A model without a price has no estimate.</summary>
    public static ImmutableArray<EstimatedCost> Estimate(ImmutableArray<EffectivePrice> prices, IEnumerable<Bucket> usage)
    {
        var byModel = prices.ToLookup(static price => price.Model, StringComparer.Ordinal);
        var meters = byModel.ToDictionary(static of => of.Key, static of => of.Select(static price => price.Meter).ToHashSet(), StringComparer.Ordinal);
        var sums = new SortedDictionary<UsageIdentity, decimal>();
        foreach (var bucket in usage.Where(static bucket => OfTokens.Contains(bucket.Surface)))
        {
            var (project, model) = (bucket.Surface.IndexOf(Dimension.ProjectId), bucket.Surface.IndexOf(Dimension.Model));
            for (var row = 0; row < bucket.Count; row++)
            {
                var dimensions = bucket.Dimensions(row);
                if (dimensions[model] is not { } of || !byModel.Contains(of))
                {
                    continue;
                }

                var usd = 0m;
                foreach (var price in byModel[of])
                {
                    var each = Math.Clamp(price.UsdPerMillionTokens / Million, -MostUsdPerToken, MostUsdPerToken);
                    usd += each * UsageCounts.Of(bucket, row, price.Meter, meters[of]);
                }

                var key = new UsageIdentity(dimensions[project], null, null, of);
                sums[key] = sums.GetValueOrDefault(key) + usd;
            }
        }

        return [.. sums.Select(static sum => new EstimatedCost(sum.Key.ProjectId, sum.Key.Model!, sum.Value))];
    }

    // Of several names of a meter, the first in ordinal order is shown.
    private void Add((string Model, Meter Meter) of, (string? Name, decimal Usd, decimal Tokens) sum)
    {
        var (name, usd, tokens) = _sums.GetValueOrDefault(of, (sum.Name, 0m, 0m));
        _sums[of] = (string.CompareOrdinal(name, sum.Name) < 0 ? name : sum.Name, usd + sum.Usd, tokens + sum.Tokens);
    }

    // As many tokens as the bill says; where it does not say, as usage has. A line item of a product, such as evals, bills
    // only some of its model's usage, and does not say which.
    private static decimal? TokensOf(AllocatedCost part) => part switch
    {
        { Quantity: { } tokens, QuantityUnit: "tokens" } => tokens,
        { Quantity: { } thousands, QuantityUnit: "1000_tokens" } => thousands * 1000,
        { LineItem.Product: null } => part.Used,
        _ => null,
    };
}

/// <summary>What the tokens of a meter really cost, batches, tiers and credits included.</summary>
/// <param name="Model">The model as usage names it.</param>
/// <param name="MeterName">The meter as the bill names it; null where the line item is the model alone.</param>
/// <param name="UsdPerMillionTokens">US dollars for a million tokens.</param>
public sealed record EffectivePrice(string Model, string? MeterName, decimal UsdPerMillionTokens)
{
    /// <summary>What the meter counts.</summary>
    internal Meter Meter { get; init; }
}

/// <summary>What the tokens of a model would cost at <see cref="EffectivePrice"/>s: an estimate, not a bill.</summary>
/// <param name="ProjectId">The project, or null where usage names none.</param>
/// <param name="Model">The model as usage names it.</param>
/// <param name="Usd">US dollars.</param>
public sealed record EstimatedCost(string? ProjectId, string Model, decimal Usd);
