using System.Globalization;
using System.Text;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Tests.Fakes;
using OpenAiSpend.TestKit;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Pages;

public sealed class RowTests
{
    [Theory]
    [InlineData("0.06", "0.06")]
    [InlineData("12", "12")]
    [InlineData("-3.5", "-3.5")]
    [InlineData("-0", "0")]
    [InlineData("1.5e2", "150")]
    [InlineData("25E-3", "0.025")]
    [InlineData("\"12.50\"", "12.5")]
    [InlineData("\"0.1739150000000000000000000000\"", "0.173915")]
    [InlineData("0.1739150000000000000000000000", "0.173915")]
    [InlineData("\"\\u0031.5\"", "1.5")]
    [InlineData("0E-6176", "0")]
    [InlineData("\"0E-6176\"", "0")]
    [InlineData("1e-6176", "0")]
    [InlineData("1e18", "1000000000000000000")]
    [InlineData("1000000000000000000", "1000000000000000000")]
    [InlineData("0.1234567890123456789012345678901234567890", "0.1234567890123456789012345679")]
    public async Task Amount_AnyWayOfWritingANumber_IsReadExactly(string json, string expected)
    {
        var reading = await ReadAsync(Surface.Costs, Cost(json));

        // As text, because two decimals of different scale are equal.
        Assert.Equal(expected, Only(reading).Value(0, 0)?.ToString(CultureInfo.InvariantCulture));
        Assert.Empty(reading.RejectedRows);
    }

    [Theory]
    [InlineData("decisions", """{"input_tokens":5,"input_cached_tokens":null,"input_cache_write_30m_tokens":null,"input_cache_write_12h_tokens":2}""", 5, null, null, 2)]
    [InlineData("completions", """{"input_tokens":5,"input_cached_tokens":0,"input_cache_write_30m_tokens":3}""", 5, 0, 3, null)]
    public async Task Measures_NullOrAbsent_AreNotZero(string surface, string row, int input, int? cached, int? write30m, int? write12h)
    {
        var of = Surface.Usage.Single(usage => usage.Name == surface);

        var bucket = Only(await ReadAsync(of, row));

        Assert.Equal(
            (input, cached, write30m, write12h),
            (Sent("input_tokens"), Sent("input_cached_tokens"), Sent("input_cache_write_30m_tokens"), Sent("input_cache_write_12h_tokens")));

        int? Sent(string name) => (int?)bucket.Value(0, of.IndexOf(new Measure(name)));
    }

    [Theory]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"-Infinity\"")]
    [InlineData("1e400")]
    [InlineData("1e99999999999")]
    [InlineData("\"1e400\"")]
    [InlineData("1000000000000000001")]
    [InlineData("-1.1e18")]
    [InlineData("9223372036854775807")]
    [InlineData("\"\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"1,000\"")]
    [InlineData("\"0x10\"")]
    [InlineData("\"12.50 usd\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{\"value\":1}")]
    public async Task Amount_NotANumberToBelieve_RejectsTheRowAndKeepsTheOthers(string json)
    {
        var reading = await ReadAsync(Surface.Costs, Cost("1"), Cost(json), Cost("2"));

        Assert.Equal(3m, Only(reading).Total(0));
        Assert.Equal(RejectionReasons.InvalidAmount, Assert.Single(reading.RejectedRows).Key);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"7\"")]
    [InlineData("[]")]
    [InlineData("true")]
    public async Task Amount_NotAnObject_RejectsTheRow(string amount)
    {
        var reading = await ReadAsync(Surface.Costs, $$"""{"amount":{{amount}},"quantity":1}""");

        Assert.Empty(reading.Buckets);
        Assert.Equal(1, reading.RejectedRows[RejectionReasons.InvalidAmount]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"amount":null}""")]
    [InlineData("""{"amount":{}}""")]
    [InlineData("""{"amount":{"value":null,"currency":null}}""")]
    public async Task Amount_NotSent_IsNotZero(string row)
    {
        var bucket = Only(await ReadAsync(Surface.Costs, row));

        Assert.Null(bucket.Value(0, 0));
        Assert.Equal("usd", bucket.Dimensions(0)[Surface.Costs.IndexOf(Dimension.Currency)]);
    }

    [Theory]
    [InlineData("\"usd\"", "usd")]
    [InlineData("\"USD\"", "usd")]
    [InlineData("\"Eur\"", "eur")]
    [InlineData("\"\\u0065ur\"", "eur")]
    [InlineData("null", "usd")]
    public async Task Currency_ThreeLetters_IsLowerCase(string json, string expected) =>
        Assert.Equal(expected, Only(await ReadAsync(Surface.Costs, Cost("1", json))).Dimensions(0)[Surface.Costs.IndexOf(Dimension.Currency)]);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"us\"")]
    [InlineData("\"usdt\"")]
    [InlineData("\"u$d\"")]
    [InlineData("\"@sd\"")]
    [InlineData("\"\\u0000sd\"")]
    [InlineData("\"é1\"")]
    [InlineData("840")]
    [InlineData("[\"usd\"]")]
    public async Task Currency_NotThreeLetters_RejectsTheRow(string json)
    {
        var reading = await ReadAsync(Surface.Costs, Cost("1", json), Cost("2"));

        Assert.Equal(2m, Only(reading).Total(0));
        Assert.Equal(RejectionReasons.InvalidCurrency, Assert.Single(reading.RejectedRows).Key);
    }

    [Fact]
    public async Task Currency_Several_AreNeverAdded()
    {
        var bucket = Only(await ReadAsync(Surface.Costs, Cost("1"), Cost("2", "\"eur\""), Cost("4", "\"USD\"")));

        Assert.Equal([2m, 5m], [bucket.Value(0, 0), bucket.Value(1, 0)]);
    }

    [Fact]
    public async Task Quantity_WithItsUnit_IsAMeasureOfItsOwn()
    {
        var bucket = Only(await ReadAsync(Surface.Costs, """{"quantity_unit":"1000_tokens","quantity":12.5,"amount":{"currency":"usd","value":2}}"""));

        Assert.Equal([2m, 12.5m], bucket.Values(0));
        Assert.Equal("1000_tokens", bucket.Dimensions(0)[Surface.Costs.IndexOf(Dimension.QuantityUnit)]);
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("\"5\"", "5")]
    [InlineData("5.0", "5")]
    [InlineData("5.25", "5.25")]
    [InlineData("1e3", "1000")]
    [InlineData("null", null)]
    public async Task Measure_NumberOrTextOrNothing_IsRead(string json, string? expected) =>
        Assert.Equal(
            expected,
            Only(await ReadAsync(Surface.Embeddings, $$"""{"input_tokens":{{json}},"num_model_requests":1}""")).Value(0, 0)?.ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("true")]
    [InlineData("\"many\"")]
    [InlineData("{}")]
    [InlineData("[5]")]
    [InlineData("1e19")]
    public async Task Measure_NotANumber_RejectsTheRow(string json)
    {
        var reading = await ReadAsync(
            Surface.Embeddings, $$"""{"input_tokens":{{json}},"num_model_requests":1}""", """{"input_tokens":3,"num_model_requests":1}""");

        Assert.Equal(3m, Only(reading).Total(0));
        Assert.Equal(RejectionReasons.InvalidMeasure, Assert.Single(reading.RejectedRows).Key);
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("\"true\"", "true")]
    [InlineData("1", "1")]
    [InlineData("null", null)]
    [InlineData("\"\"", null)]
    public async Task Batch_AnyScalar_IsItsText(string json, string? expected) => Assert.Equal(
        expected,
        Only(await ReadAsync(Surface.Completions, $$"""{"input_tokens":1,"batch":{{json}}}""")).Dimensions(0)[Surface.Completions.IndexOf(Dimension.Batch)]);

    [Theory]
    [InlineData("{\"id\":\"a\"}")]
    [InlineData("[\"a\"]")]
    public async Task Dimension_NotText_RejectsTheRow(string json)
    {
        var reading = await ReadAsync(Surface.Completions, $$"""{"input_tokens":1,"model":{{json}}}""", """{"input_tokens":2}""");

        Assert.Equal(2m, Only(reading).Total(0));
        Assert.Equal(RejectionReasons.InvalidDimension, Assert.Single(reading.RejectedRows).Key);
    }

    [Theory]
    [InlineData("\\udc00", "\uFFFD")]
    [InlineData("gpt\\ud800, input", "gpt\uFFFD, input")]
    [InlineData("\\ud83d\\ud83d\\ude00\\n", "\uFFFD😀\n")]
    [InlineData("\\ud800\\u0041 \\u00e9\\/", "\uFFFDA é/")]
    public async Task LineItem_WithHalfASurrogatePair_IsMendedAndItsMoneyKept(string json, string expected)
    {
        var reading = await ReadAsync(Surface.Costs, Cost("100"), Cost("3", lineItem: json));

        Assert.Equal(103m, Only(reading).Total(0));
        Assert.Contains(expected, Labels(reading, Dimension.LineItem));
        Assert.Empty(reading.RejectedRows);
    }

    [Theory]
    [InlineData("x", 4096, 4096)]
    [InlineData("x", 4097, 4094)]
    [InlineData("x", 2_000_000, 4094)]
    [InlineData("é", 2049, 2047)]
    [InlineData("日", 1366, 1365)]
    [InlineData("\\u0041", 4096, 4096)]
    [InlineData("\\u0041", 9999, 4094)]
    public async Task Dimension_LongerThanAnyLabel_IsCutWithAMarkAndItsNumbersKept(string text, int times, int expected)
    {
        var reading = await ReadAsync(Surface.Completions, $$"""{"input_tokens":1,"model":"{{string.Concat(Enumerable.Repeat(text, times))}}"}""");

        var label = Assert.Single(Labels(reading, Dimension.Model))!;
        Assert.Equal(expected, label.Length);
        Assert.Equal(expected < times, label.EndsWith('…'));
        Assert.InRange(Encoding.UTF8.GetByteCount(label), 4090, 4096);
        Assert.Empty(reading.RejectedRows);
    }

    [Fact]
    public async Task Dimensions_CutToTheSameText_AreAdded()
    {
        var longText = new string('x', 5000);

        Assert.Equal(3m, Only(await ReadAsync(Surface.Costs, Cost("1", lineItem: longText + "a"), Cost("2", lineItem: longText + "b"))).Value(0, 0));
    }

    [Theory]
    [InlineData("\"many\"")]
    [InlineData("\"NaN\"")]
    [InlineData("1e300")]
    [InlineData("\"\\ud800\"")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{\"value\":1}")]
    [InlineData("5,\"quantity\":6")]
    public async Task Quantity_Junk_IsLeftOutAndTheAmountKept(string json)
    {
        var reading = await ReadAsync(Surface.Costs, $$"""{"quantity":{{json}},"amount":{"value":2},"line_item":"x"}""");

        Assert.Equal(2m, Only(reading).Value(0, 0));
        Assert.Null(Only(reading).Value(0, 1));
        Assert.Empty(reading.RejectedRows);
    }

    [Theory]
    [InlineData("""{"amount":{"value":1},"amount":{"value":1}}""")]
    [InlineData("""{"amount":{"value":1},"amount":{"value":2}}""")]
    [InlineData("""{"amount":{"value":1,"value":2}}""")]
    [InlineData("""{"amount":{"currency":"usd"},"amount":{"value":2}}""")]
    public async Task Amount_TwiceInOneRow_RejectsTheRow(string row)
    {
        var reading = await ReadAsync(Surface.Costs, row, Cost("7"));

        Assert.Equal(7m, Only(reading).Total(0));
        Assert.Equal((RejectionReasons.InvalidAmount, 1), reading.RejectedRows.Select(pair => (pair.Key, pair.Value)).Single());
    }

    [Fact]
    public async Task Dimension_NotAskedFor_DoesNotSplitRows()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page(Bucket("2026-11-18", Cost("1", project: "a", lineItem: "x"), Cost("2", project: "a", lineItem: "y"), Cost("4", project: "b"))));

        var bucket = Only(await test.ReadAsync(TestSource.Costs(Dimension.ProjectId)));

        Assert.Equal([3m, 4m], [bucket.Value(0, 0), bucket.Value(1, 0)]);
        Assert.Null(bucket.Dimensions(0)[Surface.Costs.IndexOf(Dimension.LineItem)]);
    }

    [Fact]
    public async Task Rows_OfTheSameKey_AreAdded() =>
        Assert.Equal(3.3m, Only(await ReadAsync(Surface.Costs, Cost("1.1", project: "a"), Cost("2.2", project: "a"))).Value(0, 0));

    [Fact]
    public async Task Row_UnknownMembers_AreSkipped()
    {
        var bucket = Only(await ReadAsync(
            Surface.Costs,
            """
            {"organization_id":"org-1","extra":{"amount":{"value":99},"deep":[[{"results":[]}]]},"amount":{"note":{"value":5},"value":1,"tax":[1,2]},
            "user_email":"a@b.example","proj\u0065ct_id":"escaped"}
            """));

        Assert.Equal(1m, bucket.Total(0));
        Assert.Equal("escaped", bucket.Dimensions(0)[0]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[{}]")]
    [InlineData("\"row\"")]
    public async Task Row_NotAnObject_IsRejected(string row)
    {
        var reading = await ReadAsync(Surface.Costs, row, Cost("1"));

        Assert.Equal(1m, Only(reading).Total(0));
        Assert.Equal(1, reading.RejectedRows[RejectionReasons.InvalidRow]);
    }

    [Theory]
    [InlineData("costs", """{"amount":{"value":"NaN"}}""")]
    [InlineData("costs", """{"amount":{}},{"quantity":5}""")]
    [InlineData("costs", """{"amount":{"value":{"units":5}}},{"amount":7}""")]
    [InlineData("embeddings", """{"num_model_requests":5}""")]
    [InlineData("embeddings", """{"input_tokens":{"total":5}}""")]
    public async Task Rows_OfWhichNoneHasANumber_AreRefusedAsAWholeAndNotReadAsNoSpend(string surface, string rows)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page(Bucket("2026-11-18", rows)));
        var query = Surface.Buckets.Single(one => one.Name == surface);

        var failure = await test.FailAsync(new SurfaceQuery(query, query.GroupBy, TestSource.Window));

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.EndsWith("it has rows, but not one with a number that can be used.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_OfSessionsWithoutTheOptionalCount_AreRead()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page(Bucket("2026-11-18", """{"project_id":"p"}""")));

        Assert.Null(Only(await test.ReadAsync(new SurfaceQuery(Surface.CodeInterpreterSessions, Surface.CodeInterpreterSessions.GroupBy, TestSource.Window))).Value(0, 0));
    }

    [Fact]
    public async Task Row_SeveralFaults_CountsOnceByTheFirst()
    {
        var reading = await ReadAsync(Surface.Costs, """{"amount":[],"project_id":{}}""");

        Assert.Equal((RejectionReasons.InvalidAmount, 1), reading.RejectedRows.Select(pair => (pair.Key, pair.Value)).Single());
    }

    [Fact]
    public async Task Dimension_BytesThatAreNoUtf8_AreReplacedAndTheAmountKept()
    {
        using var test = new TestSource();
        var page = Encoding.UTF8.GetBytes(Page(Bucket("2026-11-18", Cost("1", project: "?"), Cost("2"))));
        page[Array.IndexOf(page, (byte)'?')] = 0xFF;
        using var content = new ByteArrayContent(page);
        test.OpenAi.Answer(content);

        var reading = await test.ReadAsync(TestSource.Costs(Dimension.ProjectId));

        Assert.Equal(3m, Only(reading).Total(0));
        Assert.Equal([null, "\uFFFD"], Labels(reading, Dimension.ProjectId));
        Assert.Empty(reading.RejectedRows);
    }

    [Fact]
    public void Reasons_All_AreWordsForALabel() =>
        Assert.All(RejectionReasons.All, reason => Assert.Matches("^[a-z]+(_[a-z]+)*$", reason));

    private static IEnumerable<string?> Labels(SurfaceReading reading, Dimension dimension) =>
        Enumerable.Range(0, Only(reading).Count).Select(row => Only(reading).Dimensions(row)[Only(reading).Surface.IndexOf(dimension)]);

    private static Bucket Only(SurfaceReading reading) => Assert.Single(reading.Buckets);

    // A good row of another day stands beside them: an answer without one good number is refused as a whole.
    private static async Task<SurfaceReading> ReadAsync(BucketSurface surface, params string[] rows)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page(Bucket("2026-11-18", rows), Bucket("2026-11-19", """{"amount":{"value":1},"input_tokens":1}""")));
        var reading = await test.ReadAsync(new SurfaceQuery(surface, surface.GroupBy, TestSource.Window));
        return reading with { Buckets = [.. reading.Buckets.Where(bucket => bucket.Day == Some.Date("2026-11-18"))] };
    }
}
