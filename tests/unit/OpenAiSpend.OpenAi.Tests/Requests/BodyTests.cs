using System.IO.Compression;
using System.Net;
using System.Text;
using System.Web;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Requests;

public sealed class BodyTests
{
    [Fact]
    public async Task Body_OfManySegments_IsReadWhole()
    {
        using var test = new TestSource();
        var rows = Enumerable.Range(0, 20_000).Select(i => Cost("1", project: $"proj_{i}", lineItem: "grün, 日本語")).ToArray();
        test.OpenAi.Answer(Page(Bucket("2026-11-18", rows)));

        var bucket = Assert.Single((await test.ReadAsync(TestSource.Costs(Dimension.ProjectId, Dimension.LineItem))).Buckets);

        Assert.Equal(20_000, bucket.Count);
        Assert.Equal(20_000m, bucket.Total(0));
    }

    [Fact]
    public async Task Body_LargerThanIsBelieved_IsMalformedAndNotRetried()
    {
        using var test = new TestSource();
        using var large = new StreamContent(new LargeStream());
        test.OpenAi.Answer(large);

        var failure = await test.FailAsync(TestSource.Query(Surface.Costs, "2026-11-20", "2026-11-21"));

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.Equal(
            "The answer for costs is larger than 128 MiB: look for a proxy that answers in OpenAI's place, or take a dimension out of group_by.",
            failure.Message);
        Assert.Empty(test.Observer.Retried);
    }

    [Fact]
    public async Task Body_OfManyDaysThatIsTooLarge_IsReadDayByDayAndSaidOnce()
    {
        using var test = new TestSource();
        string[] days = ["2026-11-18", "2026-11-19", "2026-11-20"];
        for (var read = 0; read < 2; read++)
        {
            test.OpenAi.Answer(More("two", Bucket(days[0], Cost("100"))));
            test.OpenAi.Answer(new StreamContent(new LargeStream()));
            test.OpenAi.Answer(More("two", Bucket(days[0], Cost("1"))));
            test.OpenAi.Answer(More("three", Bucket(days[1], Cost("2"))));
            test.OpenAi.Answer(Page(Bucket(days[2], Cost("3"))));
        }

        var (first, second) = (await test.ReadAsync(), await test.ReadAsync());

        Assert.Equal([1m, 2m, 3m], first.Buckets.Select(bucket => bucket.Total(0)));
        Assert.Equal(["3", "3", "1", "1", "1"], test.OpenAi.Urls.Take(5).Select(url => HttpUtility.ParseQueryString(url.Query)["limit"]));
        Assert.Equal(["The days of costs are too large for one page: they are read one by one."], first.Notices);
        Assert.Equal(first.Buckets.Select(bucket => bucket.Total(0)), second.Buckets.Select(bucket => bucket.Total(0)));
        Assert.Empty(second.Notices);
    }

    [Fact]
    public async Task Body_OfOneDayThatIsTooLarge_IsMalformed()
    {
        using var test = new TestSource();
        test.OpenAi.Otherwise = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new LargeStream()) };

        var failure = await test.FailAsync();

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.Equal(2, test.OpenAi.Urls.Count());
    }

    [Fact]
    public async Task Body_OfAnErrorThatIsTooLarge_IsJudgedByItsStatus()
    {
        using var test = new TestSource();
        using var large = new StreamContent(new LargeStream());
        using var forbidden = new ErrorHandler(HttpStatusCode.Forbidden, large);
        using var source = new OpenAiSpendSource(test.Options, test.Observer, test.Clock, test.Logs, forbidden);

        var failure = await Assert.ThrowsAsync<SpendSourceException>(
            () => source.ReadAsync(TestSource.Costs(), TestContext.Current.CancellationToken));

        Assert.Equal(PollOutcome.Forbidden, failure.Outcome);
        Assert.True(failure.Message.Length < 600);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Body_Compressed_IsRead(string encoding)
    {
        using var test = new TestSource();
        await using var server = new RawServer();
        test.Options.BaseUrl = server.Url;
        var bytes = Compress(Page(Bucket("2026-11-18", Cost("1.5"))), encoding);
        server.Answer(connection => connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {bytes.Length}\r\n\r\n", bytes));
        using var source = new OpenAiSpendSource(test.Options, test.Observer, test.Clock, test.Logs);

        var reading = await source.ReadAsync(TestSource.Costs(), TestContext.Current.CancellationToken);

        Assert.Equal(1.5m, Assert.Single(reading.Buckets).Total(0));
    }

    [Fact]
    public async Task Body_CompressedBomb_IsMalformed()
    {
        using var test = new TestSource();
        await using var server = new RawServer();
        test.Options.BaseUrl = server.Url;
        var bytes = Compress(new string(' ', 1_000_000), "gzip", times: 140);
        server.Answer(connection => connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {bytes.Length}\r\n\r\n", bytes));
        using var source = new OpenAiSpendSource(test.Options, test.Observer, test.Clock, test.Logs);

        var failure = await Assert.ThrowsAsync<SpendSourceException>(
            () => source.ReadAsync(TestSource.Query(Surface.Costs, "2026-11-20", "2026-11-21"), TestContext.Current.CancellationToken));

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.Contains("larger than 128 MiB", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_DamagedCompression_IsMalformed()
    {
        using var test = new TestSource();
        await using var server = new RawServer();
        test.Options.BaseUrl = server.Url;
        server.Answer(connection => connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\n", "hello, world"u8.ToArray()));
        using var source = new OpenAiSpendSource(test.Options, test.Observer, test.Clock, test.Logs);

        var failure = await Assert.ThrowsAsync<SpendSourceException>(
            () => source.ReadAsync(TestSource.Costs(), TestContext.Current.CancellationToken));

        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.Contains("cannot be decompressed", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Compress(string text, string encoding, int times = 1)
    {
        using var bytes = new MemoryStream();
        using (Stream compressed = encoding == "gzip" ? new GZipStream(bytes, CompressionLevel.Fastest) : new ZLibStream(bytes, CompressionLevel.Fastest))
        {
            for (var i = 0; i < times; i++)
            {
                compressed.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    // It ends all the same, so that a reader without a limit fails a test and not the machine.
    private sealed class LargeStream : MemoryStream
    {
        private long _left = 192L * 1024 * 1024;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..count].Fill((byte)'x');
            _left -= count;
            return ValueTask.FromResult(count);
        }
    }

    private sealed class ErrorHandler(HttpStatusCode status, HttpContent content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = content });
    }
}
