using System.Runtime.InteropServices;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Page.Sums;

/// <summary>One day of completions, added up by what people ask for. A blank id stands for none.</summary>
internal sealed class TokenDay
{
    private static readonly int ModelIndex = Surface.Completions.IndexOf(Dimension.Model);
    private static readonly int UserIndex = Surface.Completions.IndexOf(Dimension.UserId);
    private static readonly int InputIndex = Surface.Completions.IndexOf(Measure.InputTokens);
    private static readonly int CachedIndex = Surface.Completions.IndexOf(new Measure("input_cached_tokens"));
    private static readonly int OutputIndex = Surface.Completions.IndexOf(Measure.OutputTokens);
    private static readonly int RequestsIndex = Surface.Completions.IndexOf(Measure.ModelRequests);

    private readonly Dictionary<string, Tokens> _byModel = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tokens> _byUser = new(StringComparer.Ordinal);

    private TokenDay()
    {
    }

    /// <summary>Everything together.</summary>
    public Tokens Total { get; private set; }

    /// <summary>Tokens by model.</summary>
    public IReadOnlyDictionary<string, Tokens> ByModel => _byModel;

    /// <summary>Tokens by user id.</summary>
    public IReadOnlyDictionary<string, Tokens> ByUser => _byUser;

    /// <summary>Adds up the rows of a bucket of completions.</summary>
    public static TokenDay Of(Bucket bucket, ProjectChoice projects)
    {
        var day = new TokenDay();
        var (start, end) = BucketRows.Of(bucket, projects);
        for (var row = start; row < end; row++)
        {
            var dimensions = bucket.Dimensions(row);
            var tokens = new Tokens(
                bucket.Value(row, InputIndex) ?? 0m,
                bucket.Value(row, CachedIndex),
                bucket.Value(row, OutputIndex) ?? 0m,
                bucket.Value(row, RequestsIndex) ?? 0m);
            day.Total += tokens;
            CollectionsMarshal.GetValueRefOrAddDefault(day._byModel, dimensions[ModelIndex] ?? string.Empty, out _) += tokens;
            CollectionsMarshal.GetValueRefOrAddDefault(day._byUser, dimensions[UserIndex] ?? string.Empty, out _) += tokens;
        }

        return day;
    }
}
