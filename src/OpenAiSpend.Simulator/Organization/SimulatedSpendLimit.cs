namespace OpenAiSpend.Simulator;

/// <summary>A monthly spend limit.</summary>
/// <param name="ThresholdCents">The limit in US cents.</param>
/// <param name="IsEnforcing">Whether it stops requests at the moment.</param>
public sealed record SimulatedSpendLimit(long ThresholdCents, bool IsEnforcing);
