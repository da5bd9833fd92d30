using System.Collections.Immutable;
using System.IO.Compression;
using OpenAiSpend.Exposition.Rendering;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Serving;

/// <summary>A snapshot as it is served, plain and compressed. It never changes; a newer one takes its place.</summary>
/// <param name="Plain">The text.</param>
/// <param name="Compressed">The same text, compressed.</param>
/// <param name="Series">How many series each surface has.</param>
internal sealed record RenderedPage(ChunkedBuffer Plain, GzipPart Compressed, ImmutableArray<SurfaceSeries> Series)
{
    /// <summary>The page while nothing is known yet.</summary>
    public static readonly RenderedPage Empty = Of(new RenderedSnapshot(new ChunkedBuffer(), [], []));

    /// <summary>Compresses a rendered snapshot.</summary>
    public static RenderedPage Of(RenderedSnapshot snapshot) =>
        new(snapshot.Text, GzipPart.Compress(snapshot.Text, Compression), snapshot.Series);

    /// <summary>
    /// How hard the page is compressed. For 100,000 series of completions (31 MB) the fastest level takes 33 ms and
    /// leaves a nineteenth; the optimal one takes 200 ms, more than the rendering, and leaves a thirtieth.
    /// </summary>
    public const CompressionLevel Compression = CompressionLevel.Fastest;
}
