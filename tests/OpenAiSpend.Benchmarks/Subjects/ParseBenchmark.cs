using System.Buffers;
using System.Text.Json;
using OpenAiSpend.Benchmarks.Data;
using OpenAiSpend.Benchmarks.Measuring;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.Pages;
using OpenAiSpend.OpenAi.Requests;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>Parsing a page of completions into buckets, beside a <see cref="Utf8JsonReader"/> that walks over the same bytes and does nothing.</summary>
internal static class ParseBenchmark
{
    // As a response body comes: in segments that double in size.
    private const int FirstSegment = 64 * 1024;
    private const int LargestSegment = 4 * 1024 * 1024;

    private static readonly SurfaceQuery Query = new(Surface.Completions, Surface.Completions.GroupBy, CompletionsPage.Window);

    public static Line Run(int rows)
    {
        var page = CompletionsPage.WithRows(rows);
        var body = Segments(page);
        TestClock clock = new(CompletionsPage.Window.End.Start);
        var race = Race.RunAsync(() => Parse(body, clock), () => Walk(body)).GetAwaiter().GetResult();
        return Line.Of("parse a page of completions", $"{rows:#,0} rows", page.Length, "Utf8JsonReader walk", race);
    }

    private static void Parse(ReadOnlySequence<byte> body, TestClock clock)
    {
        BucketCollector buckets = new(Query, int.MaxValue);
        new PageParser(Query, clock, buckets, new UnknownFields()).Parse(new ApiAnswer(body, new ServerText("sk-admin-benchmark"), null));
        if (buckets.Buckets.Length != CompletionsPage.Days)
        {
            throw new InvalidOperationException("Not every day was read.");
        }
    }

    private static void Walk(ReadOnlySequence<byte> body)
    {
        Utf8JsonReader reader = new(body);
        while (reader.Read())
        {
        }
    }

    private static ReadOnlySequence<byte> Segments(byte[] page)
    {
        Segment? first = null;
        Segment? last = null;
        for (int at = 0, size = FirstSegment; at < page.Length; at += size, size = Math.Min(LargestSegment, size * 2))
        {
            last = new Segment(page.AsMemory(at, Math.Min(size, page.Length - at)), last);
            first ??= last;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
