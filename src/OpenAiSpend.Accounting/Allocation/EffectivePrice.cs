namespace OpenAiSpend.Accounting.Allocation;

/// <summary>What the tokens of a meter really cost, batches, tiers and credits included.</summary>
/// <param name="Model">The model as usage names it.</param>
/// <param name="MeterName">The meter as the bill names it; null where the line item is the model alone.</param>
/// <param name="UsdPerMillionTokens">US dollars for a million tokens.</param>
public sealed record EffectivePrice(string Model, string? MeterName, decimal UsdPerMillionTokens)
{
    /// <summary>What the meter counts.</summary>
    internal Meter Meter { get; init; }
}
