using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>What the flags of <c>export</c> say.</summary>
/// <param name="Days">The days to read.</param>
/// <param name="Format">One of <see cref="Formats"/>.</param>
/// <param name="Allocation">By what rule billed amounts are given to those who used it.</param>
/// <param name="Output">The file to write, or null for standard output.</param>
/// <param name="Organization">The organization, or null for the only one.</param>
internal sealed record ExportOptions(DayWindow Days, string Format, AllocationMethod Allocation, string? Output, string? Organization)
{
    /// <summary>One JSON document.</summary>
    public const string Rows = "rows";

    /// <summary>Comma-separated values.</summary>
    public const string CommaSeparated = "csv";

    /// <summary>A JSON document a line.</summary>
    public const string JsonLines = "ndjson";

    /// <summary>The bill as FOCUS 1.2 has it.</summary>
    public const string Focus = "focus";

    /// <summary>The values of <c>--format</c>.</summary>
    public static readonly string[] Formats = [Rows, CommaSeparated, JsonLines, Focus];

    /// <summary>The values of <c>--allocation</c>.</summary>
    public static readonly string[] Allocations = [Name(AllocationMethod.LineItem), Name(AllocationMethod.Tokens)];

    /// <summary>The value of <c>--allocation</c>.</summary>
    public static string Name(AllocationMethod method) => method == AllocationMethod.LineItem ? "line-item" : "tokens";
}
