using OpenAiSpend.Benchmarks.Data;
using OpenAiSpend.Benchmarks.Measuring;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>Making one day of completions of its rows: each comes in two parts and in no order, and the parts are added. Beside it, copying the same arrays.</summary>
internal static class MergeBenchmark
{
    private const int Parts = 2;

    public static Line Run(int rows)
    {
        Random random = new(1);
        BucketBuilder source = new(Surface.Completions, Some.Day);
        foreach (var set in Enumerable.Range(0, rows / Parts))
        {
            CompletionsRow.Draw(set, random).AddTo(source);
        }

        var bucket = source.Build();
        var order = Enumerable.Range(0, bucket.Count).SelectMany(row => Enumerable.Repeat(row, Parts)).ToArray();
        random.Shuffle(order);

        var dimensions = new string?[order.Length * Surface.Completions.Dimensions.Length];
        var values = new decimal[order.Length * Surface.Completions.Measures.Length];
        var race = Race.RunAsync(() => Merge(bucket, order), () => Copy(bucket, order, dimensions, values)).GetAwaiter().GetResult();
        long bytes = (dimensions.Length * IntPtr.Size) + (values.Length * sizeof(decimal));
        return Line.Of("merge the rows of a day", $"{rows:#,0} rows", bytes, "copy of the rows", race);
    }

    private static void Merge(Bucket bucket, int[] order)
    {
        BucketBuilder builder = new(bucket.Surface, bucket.Day);
        foreach (var row in order)
        {
            builder.Add(bucket.Dimensions(row), bucket.Values(row), bucket.Present(row));
        }

        if (builder.Build().Count != bucket.Count)
        {
            throw new InvalidOperationException("Rows were lost.");
        }
    }

    private static void Copy(Bucket bucket, int[] order, string?[] dimensions, decimal[] values)
    {
        var (dimension, value) = (0, 0);
        foreach (var row in order)
        {
            bucket.Dimensions(row).CopyTo(dimensions.AsSpan(dimension));
            bucket.Values(row).CopyTo(values.AsSpan(value));
            dimension += bucket.Surface.Dimensions.Length;
            value += bucket.Surface.Measures.Length;
        }
    }
}
