using System.Collections.Immutable;
using System.Globalization;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>Reads what meters count off rows of usage. What OpenAI did not send counts as nothing, and nothing is negative.</summary>
internal static class UsageCounts
{
    /// <summary>More than any organization counts of anything in a day. Above it, sums could leave the range of a decimal.</summary>
    public const decimal Most = 1e18m;

    private const decimal HalfPrice = 0.5m;
    private const decimal PriorityPrice = 1.75m;
    private const decimal OrdinaryPixels = 1024 * 1024;

    private static readonly BucketSurface Completions = Surface.Completions;
    private static readonly int Input = Completions.IndexOf(Measure.InputTokens);
    private static readonly int Output = Completions.IndexOf(Measure.OutputTokens);
    private static readonly int Cached = Place("input_cached_tokens");
    private static readonly int CacheWrite = Place("input_cache_write_tokens");
    private static readonly int InputText = Place("input_text_tokens");
    private static readonly int InputAudio = Place("input_audio_tokens");
    private static readonly int InputImage = Place("input_image_tokens");
    private static readonly int CachedText = Place("input_cached_text_tokens");
    private static readonly int CachedAudio = Place("input_cached_audio_tokens");
    private static readonly int CachedImage = Place("input_cached_image_tokens");
    private static readonly int OutputText = Place("output_text_tokens");
    private static readonly int OutputAudio = Place("output_audio_tokens");
    private static readonly int OutputImage = Place("output_image_tokens");
    private static readonly int Batch = Completions.IndexOf(Dimension.Batch);
    private static readonly int ServiceTier = Completions.IndexOf(Dimension.ServiceTier);
    private static readonly int Size = Surface.Images.IndexOf(Dimension.Size);

    /// <summary>How much of what a meter counts a row has; 0 where the surface counts something else.</summary>
    /// <param name="bucket">The bucket of the row.</param>
    /// <param name="row">The row.</param>
    /// <param name="meter">The meter.</param>
    /// <param name="others">
    /// The meters of the same model. Tokens that have a meter of their own, such as audio, are not those of the plain meter.
    /// </param>
    public static decimal Of(Bucket bucket, int row, Meter meter, IReadOnlySet<Meter> others)
    {
        var surface = bucket.Surface;
        if (IsOfTokens(surface))
        {
            return Math.Clamp(OfTokens(bucket, row, meter, others), 0m, Most);
        }

        var isCounted = meter.Kind switch
        {
            MeterKind.Whole => true,
            MeterKind.Input or MeterKind.Tokens => surface == Surface.Embeddings || surface == Surface.Moderations,
            MeterKind.Images => surface == Surface.Images,
            MeterKind.Characters => surface == Surface.AudioSpeeches,
            MeterKind.Seconds => surface == Surface.AudioTranscriptions,
            MeterKind.WebSearches => surface == Surface.WebSearchCalls,
            MeterKind.FileSearches => surface == Surface.FileSearchCalls,
            MeterKind.Sessions => surface == Surface.CodeInterpreterSessions,
            MeterKind.StoredBytes => surface == Surface.VectorStores,
            _ => false,
        };

        // The first measure of each of these surfaces is the one that is billed.
        return isCounted ? Value(bucket, row, 0)
            : meter.Kind == MeterKind.Requests ? Requests(bucket, row)
            : 0m;
    }

    /// <summary>The surfaces whose usage a line item may bill.</summary>
    /// <param name="kind">What its meter counts.</param>
    /// <param name="hasModel">Whether it names a model.</param>
    public static ImmutableArray<BucketSurface> SurfacesOf(MeterKind kind, bool hasModel) => kind switch
    {
        MeterKind.WebSearches => [Surface.WebSearchCalls],
        MeterKind.FileSearches => [Surface.FileSearchCalls],
        MeterKind.Sessions => [Surface.CodeInterpreterSessions],
        MeterKind.StoredBytes => [Surface.VectorStores],
        MeterKind.Images => [Surface.Images],
        MeterKind.Characters => [Surface.AudioSpeeches],
        MeterKind.Seconds => [Surface.AudioTranscriptions],
        MeterKind.CachedInput or MeterKind.CacheWrite or MeterKind.Output => [Completions, Surface.Decisions],
        MeterKind.Input or MeterKind.Tokens => [Completions, Surface.Decisions, Surface.Embeddings, Surface.Moderations],
        MeterKind.Unknown when !hasModel => [],
        _ =>
        [
            Completions, Surface.Decisions, Surface.Embeddings, Surface.Moderations, Surface.Images, Surface.AudioSpeeches,
            Surface.AudioTranscriptions,
        ],
    };

    /// <summary>Whether a surface counts the tokens of models that answer: input, cached input, output and all of their parts.</summary>
    public static bool IsOfTokens(BucketSurface surface) => surface == Completions || surface == Surface.Decisions;

    /// <summary>All tokens of a row: the tokens that go in, and those that come out.</summary>
    public static decimal Tokens(Bucket bucket, int row) =>
        IsOfTokens(bucket.Surface) ? Value(bucket, row, Input) + Value(bucket, row, Output)
        : bucket.Surface == Surface.Embeddings || bucket.Surface == Surface.Moderations ? Value(bucket, row, 0)
        : 0m;

    /// <summary>The requests to models of a row; 0 for a tool.</summary>
    public static decimal Requests(Bucket bucket, int row)
    {
        var place = bucket.Surface == Surface.WebSearchCalls ? -1 : bucket.Surface.IndexOf(Measure.ModelRequests);
        return place < 0 ? 0m : Value(bucket, row, place);
    }

    /// <summary>
    /// What one counted thing of a row costs, compared with the list price of its line item, which does not tell these apart.
    /// OpenAI sells the Batch API and the flex tier at half price. The priority tier costs 1.67 to 2 times as much, by model;
    /// 1.75 is in the middle. A larger image has more pixels, and is priced by them.
    /// </summary>
    public static decimal RelativePrice(Bucket bucket, int row)
    {
        var dimensions = bucket.Dimensions(row);
        if (IsOfTokens(bucket.Surface))
        {
            return dimensions[Batch] == "true" || dimensions[ServiceTier] is "flex" or "batch" ? HalfPrice
                : dimensions[ServiceTier] == "priority" ? PriorityPrice
                : 1m;
        }

        return bucket.Surface == Surface.Images ? Pixels(dimensions[Size]) / OrdinaryPixels : 1m;
    }

    /// <summary>The unit in which a meter is counted.</summary>
    public static string? Unit(BucketSurface surface) =>
        IsOfTokens(surface) || surface == Surface.Embeddings || surface == Surface.Moderations ? "tokens"
        : surface == Surface.Images ? "images"
        : surface == Surface.AudioSpeeches ? "characters"
        : surface == Surface.AudioTranscriptions ? "seconds"
        : surface == Surface.VectorStores ? "bytes"
        : surface == Surface.CodeInterpreterSessions ? "sessions"
        : "requests";

    private static decimal OfTokens(Bucket bucket, int row, Meter meter, IReadOnlySet<Meter> others)
    {
        decimal Read(int place) => Value(bucket, row, place);
        decimal Own(MeterKind kind, Modality modality, int place) => others.Contains(new Meter(kind, modality)) ? Read(place) : 0m;
        return meter switch
        {
            (MeterKind.Input, Modality.Text) => Read(InputText),
            (MeterKind.Input, Modality.Audio) => Read(InputAudio),
            (MeterKind.Input, Modality.Image) => Read(InputImage),
            (MeterKind.Input, _) => Read(Input) - Read(Cached)
                - Own(MeterKind.Input, Modality.Audio, InputAudio)
                - Own(MeterKind.Input, Modality.Image, InputImage)
                - Own(MeterKind.CacheWrite, Modality.Any, CacheWrite),
            (MeterKind.CachedInput, Modality.Text) => Read(CachedText),
            (MeterKind.CachedInput, Modality.Audio) => Read(CachedAudio),
            (MeterKind.CachedInput, Modality.Image) => Read(CachedImage),
            (MeterKind.CachedInput, _) => Read(Cached)
                - Own(MeterKind.CachedInput, Modality.Audio, CachedAudio)
                - Own(MeterKind.CachedInput, Modality.Image, CachedImage),
            (MeterKind.CacheWrite, _) => Read(CacheWrite),
            (MeterKind.Output, Modality.Text) => Read(OutputText),
            (MeterKind.Output, Modality.Audio) => Read(OutputAudio),
            (MeterKind.Output, Modality.Image) => Read(OutputImage),
            (MeterKind.Output, _) => Read(Output)
                - Own(MeterKind.Output, Modality.Audio, OutputAudio)
                - Own(MeterKind.Output, Modality.Image, OutputImage),
            (MeterKind.Tokens, _) => Tokens(bucket, row),
            (MeterKind.Requests, _) => Requests(bucket, row),
            _ => 0m,
        };
    }

    private static decimal Pixels(string? size)
    {
        const int Largest = 16_384;
        var parts = size?.Split('x') ?? [];
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            && width is > 0 and <= Largest
            && height is > 0 and <= Largest
                ? (decimal)width * height
                : OrdinaryPixels;
    }

    private static decimal Value(Bucket bucket, int row, int measure) => Math.Clamp(bucket.Value(row, measure) ?? 0m, 0m, Most);

    private static int Place(string measure) => Completions.IndexOf(new Measure(measure));
}
