using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OpenAiSpend.Exposition.Text;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Serving;

public sealed class GzipPartTests
{
    [Fact]
    public void Parts_AnyTwoTexts_AreOneGzipMember() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(),
        (first, second) => Unzip(Join(first.Get, second.Get)) == Utf8(first.Get + "|" + second.Get)).MustHold();

    [Fact]
    public void Parts_LongTexts_AreOneGzipMember()
    {
        var first = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"openai_cost_usd{{organization=\"{i}\"}} {i}\n"));
        Assert.Equal(first + "|second", Unzip(Join(first, "second")));
    }

    [Fact]
    public void Parts_AnyThreeTexts_AreOneGzipMember() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(),
        (first, second) =>
        {
            var (left, middle, right) = (Part(first.Get + "|"), Part(second.Get + "|"), Part(first.Get));
            return Unzip([.. left.Start.Span, .. GzipPart.End(left, middle, right)]) == Utf8(first.Get + "|" + second.Get + "|" + first.Get);
        }).MustHold();

    [Theory]
    [InlineData("", "")]
    [InlineData("", "b")]
    [InlineData("a", "")]
    public void Parts_EmptyTexts_AreOneGzipMember(string first, string second)
    {
        var (left, right) = (Part(first), Part(second));
        Assert.Equal(first + second, Unzip([.. left.Start.Span, .. GzipPart.End(left, right)]));
    }

    [Theory]
    [InlineData(0x404ed296u, 0xd87f7e0cu, 4, 0xd67f0231u)] // "test-a" and "test", by zlib
    public void Combine_KnownChecksums_AreThoseOfTheWhole(uint first, uint second, long length, uint whole) =>
        Assert.Equal(whole, Crc32.Combine(first, second, length));

    private static byte[] Join(string first, string second)
    {
        var (left, right) = (Part(first), Part("|" + second));
        return [.. left.Start.Span, .. GzipPart.End(left, right)];
    }

    private static GzipPart Part(string text)
    {
        var buffer = new ChunkedBuffer();
        buffer.Write(text);
        return GzipPart.Compress(buffer, CompressionLevel.Fastest);
    }

    private static string Unzip(byte[] gzip)
    {
        // A decompressor forgives several members in a row; the length at the end is that of the last one.
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var text = new StreamReader(stream, Encoding.UTF8);
        var all = text.ReadToEnd();
        Assert.Equal(Encoding.UTF8.GetByteCount(all), BitConverter.ToInt32(gzip.AsSpan()[^4..]));
        return all;
    }

    private static string Utf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
