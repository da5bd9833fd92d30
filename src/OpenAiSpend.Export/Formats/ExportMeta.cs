using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Export.Formats;

/// <summary>What there is to say about rows as a whole.</summary>
internal sealed record ExportMeta
{
    /// <summary>The configured name of the organization.</summary>
    public required string Organization { get; init; }

    /// <summary>The days that were asked for.</summary>
    public required DayWindow Days { get; init; }

    /// <summary>When the last of it was read.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>The rule by which billed amounts were allocated.</summary>
    public required string Allocation { get; init; }

    /// <summary>How many pages were read of each surface.</summary>
    public required IReadOnlyDictionary<string, int> Pages { get; init; }

    /// <summary>What the reader should know, in whole sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Whether the names of projects could be read.</summary>
    public required bool HasNames { get; init; }

    /// <summary>How many rows were written.</summary>
    public required long Rows { get; init; }

    /// <summary>What was billed in US dollars, by what its allocation rests on.</summary>
    public required IReadOnlyDictionary<string, decimal> UsdByBasis { get; init; }
}
