using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Export.Formats;

/// <summary>Who used what on a day, and what it cost: one row of the formats <c>rows</c>, <c>csv</c> and <c>ndjson</c>.</summary>
internal sealed record ExportRow
{
    /// <summary>The UTC day.</summary>
    public required UtcDay Date { get; init; }

    /// <summary>The user's id, or null where there is no user.</summary>
    public string? Identity { get; init; }

    /// <summary>What <see cref="Identity"/> is.</summary>
    public string IdentityType => Identity is null ? "aggregate" : "user_id";

    /// <summary>The model; the line item where there is no model; null where there is neither.</summary>
    public string? Tool { get; init; }

    /// <summary>All input tokens, or null where OpenAI counts none.</summary>
    public decimal? TokensInput { get; init; }

    /// <summary>All output tokens, or null where OpenAI counts none.</summary>
    public decimal? TokensOutput { get; init; }

    /// <summary>What was billed for it in US dollars, or null where nothing was billed yet or where costs could not be read.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>The project's id, or null where there is no project.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The project's name, or its id while the name is unknown.</summary>
    public string? Project { get; init; }

    /// <summary>The rows of usage that were added up, as bucket and number of the row.</summary>
    public required ImmutableArray<(Bucket Bucket, int Row)> Usage { get; init; }

    /// <summary>The parts of billed rows that were added up.</summary>
    public required ImmutableArray<AllocatedCost> Costs { get; init; }
}
