namespace OpenAiSpend.Page.Sums;

/// <summary>Tokens and requests of completions.</summary>
/// <param name="Input">All input tokens, the cached ones inside.</param>
/// <param name="Cached">The cached input tokens, or null where OpenAI never said.</param>
/// <param name="Output">All output tokens.</param>
/// <param name="Requests">Requests made to models.</param>
internal readonly record struct Tokens(decimal Input, decimal? Cached, decimal Output, decimal Requests)
{
    /// <summary>Input and output.</summary>
    public decimal Total => Input + Output;

    /// <summary>Which part of the input came out of the cache, or null where that is not known.</summary>
    public decimal? CacheHitRatio => Cached is { } cached && Input > 0 ? cached / Input : null;

    /// <summary>Adds both.</summary>
    public static Tokens operator +(Tokens left, Tokens right) => new(
        left.Input + right.Input,
        left.Cached is null ? right.Cached : left.Cached + (right.Cached ?? 0m),
        left.Output + right.Output,
        left.Requests + right.Requests);
}
