using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Buckets;

namespace OpenAiSpend.Accounting.Customers;

/// <summary>Traced tokens of one customer and model, in kinds that have nothing in common.</summary>
/// <param name="Unsplit">Input of which nobody says how much was cached.</param>
/// <param name="Uncached">Input that was not cached.</param>
/// <param name="Cached">Input that was read from the cache.</param>
/// <param name="CacheWrite">Input that was written to the cache.</param>
/// <param name="Output">Output.</param>
internal readonly record struct TracedCounts(decimal Unsplit, decimal Uncached, decimal Cached, decimal CacheWrite, decimal Output)
{
    /// <summary>All input and output.</summary>
    public decimal Total => Unsplit + Uncached + Cached + CacheWrite + Output;

    /// <summary>The counts of a row of traces. Nothing is negative, and nothing is more than anybody uses.</summary>
    public static TracedCounts Of(Bucket traces, int row)
    {
        decimal Read(int measure) => Math.Round(Math.Clamp(traces.Value(row, measure) ?? 0m, 0m, UsageCounts.Most));
        return new TracedCounts(Read(0), Read(1), Read(2), Read(3), Read(4));
    }

    /// <summary>The counts with all input told apart.</summary>
    /// <param name="cached">Which part of it was cached.</param>
    /// <param name="cacheWrite">Which part of it was written to the cache.</param>
    public TracedCounts Split(decimal cached, decimal cacheWrite)
    {
        var (read, written) = (Math.Round(Unsplit * cached), Math.Round(Unsplit * cacheWrite));
        return new TracedCounts(0m, Uncached + Math.Max(0m, Unsplit - read - written), Cached + read, CacheWrite + written, Output);
    }

    /// <summary>The same part of each count.</summary>
    public TracedCounts Part(decimal part) =>
        new(Math.Round(Unsplit * part), Math.Round(Uncached * part), Math.Round(Cached * part), Math.Round(CacheWrite * part), Math.Round(Output * part));

    /// <summary>How much of what a meter counts there is, where all input is told apart.</summary>
    /// <param name="kind">What the meter counts.</param>
    /// <param name="others">The kinds of meters of the same model: cached input without a meter of its own is on the plain one.</param>
    public decimal Of(MeterKind kind, IReadOnlySet<MeterKind> others) => kind switch
    {
        MeterKind.Input => Uncached + (others.Contains(MeterKind.CachedInput) ? 0m : Cached) + (others.Contains(MeterKind.CacheWrite) ? 0m : CacheWrite),
        MeterKind.CachedInput => Cached,
        MeterKind.CacheWrite => CacheWrite,
        MeterKind.Output => Output,
        MeterKind.Tokens or MeterKind.Whole => Total,
        _ => 0m,
    };

    /// <summary>Adds both.</summary>
    public static TracedCounts operator +(TracedCounts left, TracedCounts right) => new(
        left.Unsplit + right.Unsplit, left.Uncached + right.Uncached, left.Cached + right.Cached, left.CacheWrite + right.CacheWrite, left.Output + right.Output);
}
