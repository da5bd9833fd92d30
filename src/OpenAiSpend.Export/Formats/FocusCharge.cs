using System.Collections.Immutable;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Export.Formats;

/// <summary>A billed row, and what else is known of its account, project and key.</summary>
internal sealed record FocusCharge
{
    /// <summary>The UTC day.</summary>
    public required UtcDay Day { get; init; }

    /// <summary>What was billed.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The currency as OpenAI names it, such as <c>usd</c>.</summary>
    public required string Currency { get; init; }

    /// <summary>What it was billed for.</summary>
    public required LineItem LineItem { get; init; }

    /// <summary>OpenAI's id of the organization, or the configured name where none is configured.</summary>
    public required string AccountId { get; init; }

    /// <summary>The configured name of the organization.</summary>
    public required string AccountName { get; init; }

    /// <summary>The project, or null for none.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The name of the project, or null while it is unknown.</summary>
    public string? ProjectName { get; init; }

    /// <summary>The API key, or null for none.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>The name of the API key, or null while it is unknown.</summary>
    public string? ApiKeyName { get; init; }

    /// <summary>How much was billed, or null where OpenAI does not say.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>The unit of the quantity in OpenAI's words.</summary>
    public string? QuantityUnit { get; init; }

    /// <summary>What the configuration says of the project, such as its team.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
