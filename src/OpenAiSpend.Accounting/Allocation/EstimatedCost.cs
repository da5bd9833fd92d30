namespace OpenAiSpend.Accounting.Allocation;

/// <summary>What the tokens of a model would cost at <see cref="EffectivePrice"/>s: an estimate, not a bill.</summary>
/// <param name="ProjectId">The project, or null where usage names none.</param>
/// <param name="Model">The model as usage names it.</param>
/// <param name="Usd">US dollars.</param>
public sealed record EstimatedCost(string? ProjectId, string Model, decimal Usd);
