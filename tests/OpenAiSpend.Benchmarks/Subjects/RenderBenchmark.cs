using System.IO.Compression;
using OpenAiSpend.Benchmarks.Data;
using OpenAiSpend.Benchmarks.Measuring;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Rendering;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>Rendering a snapshot, beside copying its text; and compressing the text, beside a bare gzip stream of the same level.</summary>
internal static class RenderBenchmark
{
    public static IEnumerable<Line> Run(int series)
    {
        var snapshot = LargeOrganization.WithSeries(series);
        SnapshotRenderer renderer = new(new ExpositionOptions());
        var rendered = renderer.Render(snapshot);
        var size = $"{rendered.Series.Sum(surface => surface.Count):#,0} series";
        var text = rendered.Text;
        var copy = new byte[text.Length];
        var render = Race.RunAsync(() => renderer.Render(snapshot), () => Copy(text, copy)).GetAwaiter().GetResult();
        yield return Line.Of("render", size, text.Length, "copy of the text", render);
        var gzip = Race.RunAsync(() => GzipPart.Compress(text, RenderedPage.Compression), () => Compress(copy)).GetAwaiter().GetResult();
        yield return Line.Of("compress", size, text.Length, "bare gzip stream", gzip);
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
        using GZipStream gzip = new(Stream.Null, RenderedPage.Compression);
        gzip.Write(text);
    }
}
