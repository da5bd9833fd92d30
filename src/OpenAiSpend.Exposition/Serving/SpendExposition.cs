using System.Collections.Immutable;
using System.IO.Compression;
using OpenAiSpend.Accounting;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.Exposition.Series;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Serving;

/// <summary>
/// A report and the bytes that Prometheus gets of it: one moment, swapped as one. It never changes; a newer one takes its
/// place.
/// </summary>
public sealed class SpendExposition
{
    private readonly ExpositionOptions _options;

    private SpendExposition(
        SpendReport report,
        ExpositionOptions options,
        RenderedText spend,
        ImmutableArray<SurfaceSeries> series,
        ImmutableArray<SurfaceFolding> foldings,
        ImmutableArray<ShortenedUsage> shortened)
    {
        (Report, _options, Spend, Series, Foldings, Shortened) = (report, options, spend, series, foldings, shortened);
        Health = RenderedText.Of(WriteHealth);
    }

    /// <summary>What is known, and what follows from it.</summary>
    public SpendReport Report { get; }

    /// <summary>How many series each surface and each list has.</summary>
    public ImmutableArray<SurfaceSeries> Series { get; }

    /// <summary>Spend, usage and names. It is the same object for as long as no number changes.</summary>
    internal RenderedText Spend { get; }

    /// <summary>How the polls go.</summary>
    internal RenderedText Health { get; }

    /// <summary>What has too many series.</summary>
    internal ImmutableArray<SurfaceFolding> Foldings { get; }

    /// <summary>The organizations that show fewer days of usage than configured, or more series than allowed.</summary>
    internal ImmutableArray<ShortenedUsage> Shortened { get; }

    /// <summary>Renders a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="options">How much of it is exposed.</param>
    /// <param name="before">An earlier exposition, whose text is taken over where no number has changed; or null.</param>
    internal static SpendExposition Of(SpendReport report, ExpositionOptions options, SpendExposition? before = null)
    {
        if (before is not null && report.HasNumbersOf(before.Report))
        {
            return new SpendExposition(report, options, before.Spend, before.Series, before.Foldings, before.Shortened);
        }

        var walk = new SpendWalk(report, options);
        var spend = RenderedText.Of(walk.Write);
        return new SpendExposition(report, options, spend, walk.Series, walk.Foldings, walk.Shortened);
    }

    /// <summary>Gives every series to a sink.</summary>
    internal void Write(ISeriesSink sink)
    {
        new SpendWalk(Report, _options).Write(sink);
        WriteHealth(sink);
    }

    /// <summary>Every series as a measurement, by family.</summary>
    internal IReadOnlyList<MeasuredFamily> Measure()
    {
        List<MeasuredFamily> families = [];
        MeasurementWriter writer = new(int.MaxValue, families.AddRange);
        Write(writer);
        writer.Flush();
        return families;
    }

    private void WriteHealth(ISeriesSink sink) =>
        new HealthSeries(new ExposedSink(sink, new ExposedFamilies(_options)), new LabelValues()).Write(Report.Snapshot, Series);
}

/// <summary>A part of an exposition, plain and compressed.</summary>
/// <param name="Plain">The text.</param>
/// <param name="Compressed">The same text, compressed.</param>
internal sealed record RenderedText(ChunkedBuffer Plain, GzipPart Compressed)
{
    /// <summary>No text.</summary>
    public static readonly RenderedText Empty = Of(static _ => { });

    /// <summary>
    /// How hard an exposition is compressed. For 100,000 series of completions (31 MB) the fastest level takes 33 ms and
    /// leaves a nineteenth; the optimal one takes 200 ms, more than the rendering, and leaves a thirtieth.
    /// </summary>
    public const CompressionLevel Compression = CompressionLevel.Fastest;

    /// <summary>Writes and compresses.</summary>
    public static RenderedText Of(Action<ISeriesSink> write)
    {
        var writer = new ExpositionWriter();
        write(writer);
        return new RenderedText(writer.Text, GzipPart.Compress(writer.Text, Compression));
    }
}
