using System.IO.Compression;
using OpenAiSpend.Accounting;
using OpenAiSpend.Benchmarks.Data;
using OpenAiSpend.Benchmarks.Measuring;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Series;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>Rendering a snapshot, beside copying its text; and compressing the text, beside a bare gzip stream of the same level.</summary>
internal static class RenderBenchmark
{
    public static IEnumerable<Line> Run(int series)
    {
        var snapshot = LargeOrganization.WithSeries(series);
        var report = SpendReport.Of(snapshot, new AccountingOptions());
        SpendWalk walk = new(report, new ExpositionOptions());
        var text = Render(walk);
        var size = $"{walk.Series.Sum(surface => surface.Count):#,0} series";
        var copy = new byte[text.Length];
        var render = Race.RunAsync(() => Render(new SpendWalk(SpendReport.Of(snapshot, new AccountingOptions(), report), new ExpositionOptions())), () => Copy(text, copy)).GetAwaiter().GetResult();
        yield return Line.Of("render", size, text.Length, "copy of the text", render);
        var gzip = Race.RunAsync(() => GzipPart.Compress(text, RenderedText.Compression), () => Compress(copy)).GetAwaiter().GetResult();
        yield return Line.Of("compress", size, text.Length, "bare gzip stream", gzip);
    }

    private static ChunkedBuffer Render(SpendWalk walk)
    {
        ExpositionWriter writer = new();
        walk.Write(writer);
        return writer.Text;
    }

    private static void Copy(ChunkedBuffer text, byte[] copy)
    {
        var at = 0;
        foreach (var chunk in text.Chunks)
        {
            chunk.Span.CopyTo(copy.AsSpan(at));
            at += chunk.Length;
        }
    }

    private static void Compress(byte[] text)
    {
        using GZipStream gzip = new(Stream.Null, RenderedText.Compression);
        gzip.Write(text);
    }
}
