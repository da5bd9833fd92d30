using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>What the flags of <c>backfill</c> say.</summary>
/// <param name="Days">The days to read.</param>
/// <param name="IsFull">Whether usage has all the labels that are configured, instead of project and model alone.</param>
/// <param name="Output">The file to write, or null for standard output.</param>
/// <param name="Organization">The organization, or null for the only one.</param>
internal sealed record BackfillOptions(DayWindow Days, bool IsFull, string? Output, string? Organization);
