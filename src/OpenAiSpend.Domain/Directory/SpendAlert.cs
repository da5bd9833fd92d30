namespace OpenAiSpend.Domain.Directory;

/// <summary>A threshold at which OpenAI itself sends a message, in US dollars a month.</summary>
/// <param name="ProjectId">The project it holds for, or null for the whole organization.</param>
/// <param name="Id">OpenAI's id of the alert.</param>
/// <param name="Usd">US dollars a month.</param>
public sealed record SpendAlert(string? ProjectId, string Id, decimal Usd);
