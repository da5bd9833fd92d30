using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Export.Rows;

/// <summary>Who used what on a day, and what it cost: one row of the formats <c>rows</c>, <c>csv</c> and <c>ndjson</c>, member by member.</summary>
internal sealed record ExportRow
{
    /// <summary>The UTC day.</summary>
    [JsonIgnore]
    public UtcDay Day { get; init; }

    /// <summary>The day, such as <c>2026-10-01</c>.</summary>
    public string Date => $"{Day}";

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

    /// <summary>What was billed for it in US dollars, or null where that is not known: the day is open or its costs could not be read.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>The project's id, or null where there is no project.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The project's name, or its id while the name is unknown.</summary>
    public string? Project { get; init; }

    /// <summary>What was added up.</summary>
    public required RawRows Raw { get; init; }
}

/// <summary>What a row was added up from.</summary>
/// <param name="Usage">Rows of usage, as bucket and number of the row.</param>
/// <param name="Costs">Parts of billed rows.</param>
[JsonConverter(typeof(RowJson.Raw))]
internal sealed record RawRows(ImmutableArray<(Bucket Bucket, int Row)> Usage, ImmutableArray<AllocatedCost> Costs);

/// <summary>What there is to say about rows as a whole.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="From">The first day that was asked for.</param>
/// <param name="To">The last day that was asked for.</param>
/// <param name="ReadAt">When the last of it was read, in UTC and whole seconds.</param>
/// <param name="RowCount">How many rows were written.</param>
/// <param name="Pages">How many pages were read.</param>
/// <param name="PagesBySurface">How many pages were read of each surface.</param>
/// <param name="Warnings">What the reader should know, in whole sentences.</param>
/// <param name="Joined">What the rows were put together from.</param>
internal sealed record ExportMeta(
    string Organization,
    string From,
    string To,
    DateTime ReadAt,
    long RowCount,
    int Pages,
    IReadOnlyDictionary<string, int> PagesBySurface,
    IReadOnlyList<string> Warnings,
    Joined Joined);

/// <summary>What rows were put together from.</summary>
/// <param name="Costs">Whether costs were read.</param>
/// <param name="Usage">The usage surfaces that were read.</param>
/// <param name="ProjectNames">Whether the names of projects were read.</param>
/// <param name="Allocation">The rule by which billed amounts were allocated.</param>
/// <param name="UsdByBasis">What was billed in US dollars, by what its allocation rests on.</param>
internal sealed record Joined(
    bool Costs, IEnumerable<string> Usage, bool ProjectNames, string Allocation, IReadOnlyDictionary<string, decimal> UsdByBasis);
