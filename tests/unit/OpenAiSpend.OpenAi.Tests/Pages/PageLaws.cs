using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.Pages;
using OpenAiSpend.OpenAi.Requests;
using OpenAiSpend.OpenAi.Tests.Fakes;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.OpenAi.Tests.Pages;

/// <summary>What must hold for all pages.</summary>
public sealed class PageLaws
{
    private static readonly SurfaceQuery Query = new(
        Surface.Costs, [Dimension.ProjectId, Dimension.LineItem, Dimension.ApiKeyId], TestSource.Window);

    // Every kind of text: long and short, of one to four bytes a character, and what JSON has to escape.
    private static readonly Gen<string?> Texts = Gen.OneOf(
        Gen.Constant<string?>(null),
        Gen.Elements<string?>("a", "proj_1", "gpt-5.4-2026-03-05, cached input", "quote \" back \\ slash /", "\u0000\u001f\n\t", "grün", "\u2028\u202e", "日本語", "🤷🏽‍♀️", " "),
        ArbMap.Default.GeneratorFor<UnicodeString>().Select(text => text.ToString() is { Length: > 0 } some && Encodable(some) ? some : null));

    private static readonly Gen<decimal> Numbers = Gen.OneOf(
        Gen.Choose(-1_000_000, 1_000_000).Select(n => (decimal)n),
        Gen.Choose(-1_000_000, 1_000_000).SelectMany(n => Gen.Choose(0, 9).Select(scale => new decimal(Math.Abs(n), 0, 0, n < 0, (byte)scale))));

    private static readonly Gen<Row> Rows =
        from day in Gen.Choose(0, 2)
        from project in Texts
        from item in Texts
        from key in Texts
        from unit in Texts
        from amount in Numbers
        from quantity in Numbers
        from quoted in ArbMap.Default.GeneratorFor<bool>()
        select new Row(day, project, item, key, unit, amount, quantity, quoted);

    private static readonly Arbitrary<Row[]> Inputs = Gen.ArrayOf(Rows).ToArbitrary();

    [Fact]
    public void Parse_OfRendered_IsTheRows() => Holds(rows =>
    {
        var expected = new List<Bucket>();
        foreach (var day in rows.GroupBy(row => row.Day).OrderBy(day => day.Key))
        {
            var builder = new BucketBuilder(Surface.Costs, TestSource.Window.Start.AddDays(day.Key));
            foreach (var row in day)
            {
                builder.Add([row.Project, row.Item, row.Key, null, null, "usd", row.Unit], [row.Amount, row.Quantity], 0b11);
            }

            expected.Add(builder.Build());
        }

        var parsed = Parse([rows]).Buckets;
        return parsed.Length == expected.Count && parsed.Zip(expected).All(pair => pair.First.ContentEquals(pair.Second));
    });

    [Fact]
    public void Parse_AnyDays_GivesABucketForEachThatCameAndNoOther() => Prop.ForAll(Inputs, Gen.Choose(0, 7).ToArbitrary(), (rows, quiet) =>
    {
        var came = rows.Select(row => row.Day).Concat(Enumerable.Range(0, 3).Where(day => (quiet & (1 << day)) != 0)).Distinct().Order();
        var buckets = Parse([rows], quiet: quiet).Buckets;
        return buckets.Select(bucket => bucket.Day.DaysSince(TestSource.Window.Start)).SequenceEqual(came)
            && buckets.All(bucket => bucket.Count > 0 == rows.Any(row => row.Day == bucket.Day.DaysSince(TestSource.Window.Start)));
    }).MustHold();

    [Fact]
    public void Parse_RowsInAnotherOrder_IsTheSame() => Holds(rows =>
        Same(Parse([rows]), Parse([[.. rows.Reverse()]])));

    [Fact]
    public void Parse_DaysSplitOverPages_IsTheSame() => Holds(rows =>
        Same(Parse([rows]), Parse([.. rows.GroupBy(row => row.Day).Select(day => day.ToArray())])));

    [Fact]
    public void Parse_KeysOfADaySplitOverPages_IsTheSame() => Holds(rows =>
        Same(Parse([rows]), Parse([.. rows.GroupBy(row => (row.Project, row.Item, row.Key, row.Unit)).Select(key => key.ToArray())])));

    [Fact]
    public void Parse_SumsOverAnyDimension_AreTheTotal() => Holds(rows =>
    {
        var total = rows.Sum(row => row.Amount);
        var buckets = Parse([rows]).Buckets;
        return Enumerable.Range(0, Surface.Costs.Dimensions.Length).All(dimension => total == buckets
            .SelectMany(bucket => Enumerable.Range(0, bucket.Count).Select(row => (Label: bucket.Dimensions(row)[dimension], Amount: bucket.Value(row, 0) ?? 0)))
            .GroupBy(row => row.Label ?? "")
            .Sum(group => group.Sum(row => row.Amount)));
    });

    [Fact]
    public void Parse_ByFewerDimensions_KeepsTheTotalOfEachDay() => Holds(rows =>
    {
        var all = Parse([rows]);
        var fewer = Parse([rows], Query with { GroupBy = [Dimension.LineItem] });
        return all.Buckets.Length == fewer.Buckets.Length
            && all.Buckets.Zip(fewer.Buckets).All(pair => pair.First.Day == pair.Second.Day && pair.First.Total(0) == pair.Second.Total(0));
    });

    private static void Holds(Func<Row[], bool> law) => Prop.ForAll(Inputs, law).MustHold();

    private static bool Same(BucketCollector left, BucketCollector right) =>
        left.Buckets.Length == right.Buckets.Length && left.Buckets.Zip(right.Buckets).All(pair => pair.First.ContentEquals(pair.Second));

    private static BucketCollector Parse(Row[][] pages, SurfaceQuery? query = null, int quiet = 0)
    {
        var days = new BucketCollector(query ?? Query, int.MaxValue);
        var parser = new PageParser(query ?? Query, new TestClock("2026-11-20T15:00:00Z"), days, new UnknownFields());
        foreach (var page in pages)
        {
            parser.Parse(new ApiAnswer(Cut(Render(page, quiet), page.Length), new ServerText(TestSource.Secret), null));
        }

        Assert.Empty(days.RejectedRows);
        return days;
    }

    // In pieces of different lengths, so that every token is cut somewhere, sooner or later.
    private static ReadOnlySequence<byte> Cut(byte[] bytes, int seed)
    {
        var first = new Piece(bytes.AsMemory(0, 1), null);
        var last = first;
        for (var at = 1; at < bytes.Length;)
        {
            var length = Math.Min(1 + ((seed + at) % 97), bytes.Length - at);
            last = new Piece(bytes.AsMemory(at, length), last);
            at += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    // Quiet are the days whose bits are set, by a bucket without rows, wherever they have rows besides.
    private static byte[] Render(Row[] rows, int quiet)
    {
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var day in rows.GroupBy(row => row.Day))
        {
            json.WriteStartObject();
            json.WriteNumber("start_time", TestSource.Window.Start.AddDays(day.Key).StartUnixSeconds);
            json.WriteStartArray("results");
            foreach (var row in day)
            {
                json.WriteStartObject();
                json.WriteStartObject("amount");
                if (row.Quoted)
                {
                    json.WriteString("value", row.Amount.ToString());
                }
                else
                {
                    json.WriteNumber("value", row.Amount);
                }

                json.WriteEndObject();
                json.WriteString("project_id", row.Project);
                json.WriteString("line_item", row.Item);
                json.WriteString("api_key_id", row.Key);
                json.WriteNumber("quantity", row.Quantity);
                json.WriteString("quantity_unit", row.Unit);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        foreach (var day in Enumerable.Range(0, 3).Where(day => (quiet & (1 << day)) != 0))
        {
            json.WriteStartObject();
            json.WriteNumber("start_time", TestSource.Window.Start.AddDays(day).StartUnixSeconds);
            json.WriteStartArray("results");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more", false);
        json.WriteEndObject();
        json.Flush();
        return stream.ToArray();
    }

    private static bool Encodable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private sealed record Row(int Day, string? Project, string? Item, string? Key, string? Unit, decimal Amount, decimal Quantity, bool Quoted);

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
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
