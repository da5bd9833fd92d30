namespace OpenAiSpend.Simulator;

/// <summary>What the calls of one user with one key truly cost in the end. No report of the API shows this.</summary>
/// <param name="Date">The UTC day.</param>
/// <param name="ProjectId">The project, or null.</param>
/// <param name="UserId">The user, or null.</param>
/// <param name="ApiKeyId">The key, or null.</param>
/// <param name="Model">The model as usage names it, or null where no model is behind the cost.</param>
/// <param name="Meter">What was metered, such as <c>cached input</c>.</param>
/// <param name="LineItem">The line item that the cost is billed under, or null.</param>
/// <param name="AmountUsd">US dollars.</param>
public sealed record TrueCost(
    DateOnly Date,
    string? ProjectId,
    string? UserId,
    string? ApiKeyId,
    string? Model,
    string Meter,
    string? LineItem,
    decimal AmountUsd);
