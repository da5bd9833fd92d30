using System.Runtime.InteropServices;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Totals;

/// <summary>One day of completions, added up by what people ask for. A blank id stands for none.</summary>
public sealed class TokenTotals
{
    private static readonly int ModelIndex = Surface.Completions.IndexOf(Dimension.Model);
    private static readonly int UserIndex = Surface.Completions.IndexOf(Dimension.UserId);
    private static readonly int InputIndex = Surface.Completions.IndexOf(Measure.InputTokens);
    private static readonly int CachedIndex = Surface.Completions.IndexOf(new Measure("input_cached_tokens"));
    private static readonly int OutputIndex = Surface.Completions.IndexOf(Measure.OutputTokens);
    private static readonly int RequestsIndex = Surface.Completions.IndexOf(Measure.ModelRequests);

    private readonly Dictionary<string, Tokens> _byModel = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tokens> _byUser = new(StringComparer.Ordinal);

    /// <summary>Adds up the rows of a bucket of completions.</summary>
    internal TokenTotals(Bucket bucket, ProjectFilter projects)
    {
        foreach (var row in projects.RowsOf(bucket))
        {
            var dimensions = bucket.Dimensions(row);
            var tokens = new Tokens(
                bucket.Value(row, InputIndex) ?? 0m,
                bucket.Value(row, CachedIndex),
                bucket.Value(row, OutputIndex) ?? 0m,
                bucket.Value(row, RequestsIndex) ?? 0m);
            Total += tokens;
            CollectionsMarshal.GetValueRefOrAddDefault(_byModel, dimensions[ModelIndex] ?? string.Empty, out _) += tokens;
            CollectionsMarshal.GetValueRefOrAddDefault(_byUser, dimensions[UserIndex] ?? string.Empty, out _) += tokens;
        }
    }

    /// <summary>Everything together.</summary>
    public Tokens Total { get; }

    /// <summary>Tokens by model.</summary>
    public IReadOnlyDictionary<string, Tokens> ByModel => _byModel;

    /// <summary>Tokens by user id.</summary>
    public IReadOnlyDictionary<string, Tokens> ByUser => _byUser;
}

/// <summary>Tokens and requests of completions.</summary>
/// <param name="Input">All input tokens, the cached ones inside.</param>
/// <param name="Cached">The cached input tokens, or null where OpenAI never said.</param>
/// <param name="Output">All output tokens.</param>
/// <param name="Requests">Requests made to models.</param>
public readonly record struct Tokens(decimal Input, decimal? Cached, decimal Output, decimal Requests)
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
