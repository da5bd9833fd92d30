using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>
/// A part of one billed row, and who used what it bills. All parts of a row together have exactly the amount and the
/// quantity of the row.
/// </summary>
public readonly record struct AllocatedCost
{
    /// <summary>The day.</summary>
    public required UtcDay Day { get; init; }

    /// <summary>The project, or null where the bill names none.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The user, or null for nobody: a service account, usage that is not broken down by user, or basis <see cref="AllocationBasis.None"/>.</summary>
    public string? UserId { get; init; }

    /// <summary>The API key, or null where none is known.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>The model as usage names it; where no usage was found, as the line item does; null where there is none.</summary>
    public string? Model { get; init; }

    /// <summary>What was billed.</summary>
    public required LineItem LineItem { get; init; }

    /// <summary>The currency of the amount, such as <c>usd</c>, or null where the bill names none.</summary>
    public string? Currency { get; init; }

    /// <summary>What the allocation rests on.</summary>
    public required AllocationBasis Basis { get; init; }

    /// <summary>The part of the billed amount; negative where the bill is.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The part of the billed quantity, or null where the bill gives none.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>The unit of <see cref="Quantity"/> in OpenAI's words, or null.</summary>
    public string? QuantityUnit { get; init; }

    /// <summary>
    /// How much of what the meter counts usage has for this part, such as uncached input tokens; null where the basis is not
    /// <see cref="AllocationBasis.Exact"/>. Two line items may bill the same usage, so this must not be added over line items.
    /// </summary>
    public decimal? Used { get; init; }

    /// <summary>The unit of <see cref="Used"/>: <c>tokens</c>, <c>images</c>, <c>characters</c>, <c>seconds</c>, <c>requests</c>, <c>sessions</c> or <c>bytes</c>.</summary>
    public string? UsedUnit { get; init; }
}

/// <summary>What is known of the usage behind an allocated amount, from much to nothing.</summary>
public enum AllocationBasis
{
    /// <summary>The usage that the line item bills, by what its meter counts.</summary>
    Exact,

    /// <summary>The usage of the line item's model, by all of its tokens (or requests): what the meter counts is not in usage.</summary>
    Model,

    /// <summary>Usage of the project whatever the model: the line item names none, or the method does not look at it.</summary>
    Project,

    /// <summary>No usage: nobody is known to have caused the amount.</summary>
    None,
}
