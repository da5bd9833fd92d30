namespace OpenAiSpend.Simulator;

/// <summary>A monthly spend alert.</summary>
/// <param name="Id">The id.</param>
/// <param name="ProjectId">The project it watches, or null for the whole organization.</param>
/// <param name="ThresholdCents">The threshold in US cents.</param>
/// <param name="Recipient">Who is told.</param>
public sealed record SimulatedSpendAlert(string Id, string? ProjectId, long ThresholdCents, string Recipient);
