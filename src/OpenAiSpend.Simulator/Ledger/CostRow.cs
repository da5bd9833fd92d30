namespace OpenAiSpend.Simulator;

/// <summary>What one user of one key of one project was billed for one line item on one day.</summary>
/// <param name="Date">The UTC day.</param>
/// <param name="ProjectId">The project, or null where the organization itself is billed.</param>
/// <param name="LineItem">The text on the bill, or null.</param>
/// <param name="ApiKeyId">The key, or null where none is behind it.</param>
/// <param name="UserId">The person, or null where none is known.</param>
/// <param name="AmountUsd">US dollars.</param>
/// <param name="Quantity">How much was billed, or null where the bill does not say.</param>
/// <param name="QuantityUnit">The unit of the quantity, or null.</param>
public sealed record CostRow(
    DateOnly Date,
    string? ProjectId,
    string? LineItem,
    string? ApiKeyId,
    string? UserId,
    decimal AmountUsd,
    decimal? Quantity,
    string? QuantityUnit);
