using System.IO.Compression;
using System.Text;
using OpenAiSpend.Collection.State;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests.State;

public sealed class StateFileTests
{
    private static readonly byte[] Whole = SomeState.Bytes(SomeState.Small);

    private static readonly string WholeText = Encoding.UTF8.GetString(Unzipped(Whole));

    [Fact]
    public void Read_Whole_IsWhatWasWritten() => Assert.True(SomeState.AreSame(SomeState.Small, SomeState.Read(Whole)));

    // The header of gzip has a time, a level and the like, and its last byte before the checksum a few bits, that mean nothing.
    [Fact]
    public void Read_AnyByteChanged_IsRefusedOrMeansTheSame()
    {
        var refused = 0;
        for (var at = 0; at < Whole.Length; at++)
        {
            foreach (byte change in (byte[])[0x01, 0x10, 0x80, 0xff])
            {
                var bytes = (byte[])Whole.Clone();
                bytes[at] ^= change;
                try
                {
                    Assert.True(SomeState.AreSame(SomeState.Small, SomeState.Read(bytes)));
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }
        }

        Assert.InRange(refused, (4 * Whole.Length) - 32, 4 * Whole.Length);
    }

    [Fact]
    public void Read_CutOffAnywhere_IsRefused()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => SomeState.Read(Whole[..length]));
        }
    }

    [Fact]
    public void Read_MoreBehindTheEnd_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => SomeState.Read([.. Whole, 0]));
        Assert.Throws<InvalidDataException>(() => SomeState.Read([.. Whole, .. Whole]));
    }

    [Fact]
    public void Read_LinesLeftOut_IsRefused()
    {
        var lines = WholeText.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var left = 0; left < lines.Length; left++)
        {
            Assert.Throws<InvalidDataException>(() => SomeState.Read(Zipped(string.Concat(lines.Where((_, at) => at != left).Select(static line => $"{line}\n")))));
        }
    }

    // A checksum keeps out accidents. What is written by someone who knows how must still do no more harm than wrong numbers.
    [Fact]
    public void Read_AnyByteChangedAndTheChecksumMadeToFit_IsReadOrRefusedAndTakesLittleMemory()
    {
        var text = Encoding.UTF8.GetBytes(WholeText);
        var refused = 0;
        for (var at = 0; at < text.Length; at++)
        {
            foreach (var value in "0-\"]\n"u8)
            {
                var changed = (byte[])text.Clone();
                changed[at] = value;
                refused += ReadsInLittleMemory(Zipped(changed)) ? 0 : 1;
            }
        }

        Assert.True(refused > text.Length, $"Only {refused} were refused.");
    }

    [Theory]
    [InlineData("\"buckets\":3", "\"buckets\":2147483647")]
    [InlineData("\"buckets\":3", "\"buckets\":2")]
    [InlineData("\"buckets\":3", "\"buckets\":-1")]
    [InlineData("\"days\":2", "\"days\":2147483647")]
    [InlineData("\"days\":2", "\"days\":1")]
    [InlineData("\"days\":2", "\"days\":0")]
    [InlineData("\"start\":\"2026-11-19\"", "\"start\":\"0001-01-01\"")]
    [InlineData("\"start\":\"2026-11-19\"", "\"start\":\"9999-12-31\"")]
    [InlineData("\"projects\":[{", "\"projects\":[null,{")]
    [InlineData("\"projects\":[{\"id\":\"proj_a\",", "\"projects\":[{")]
    [InlineData("\"costs\":\"2026", "\"cost\":\"2026")]
    [InlineData("{\"surface\":\"costs\",\"day\":\"2026-11-20\"", "{\"surface\":\"images\",\"day\":\"2026-11-20\"")]
    [InlineData("{\"surface\":\"costs\",\"day\":\"2026-11-20\"", "{\"surface\":\"costs\",\"day\":\"2026-11-19\"")]
    [InlineData("\"present\":[1]", "\"present\":[1,1]")]
    [InlineData("\"present\":[1]", "\"present\":[4]")]
    [InlineData("\"dimensions\":[0,", "\"dimensions\":[99,")]
    public void Read_NonsenseAndTheChecksumMadeToFit_IsRefusedAndTakesLittleMemory(string written, string changed)
    {
        Assert.Contains(written, WholeText, StringComparison.Ordinal);
        Assert.False(ReadsInLittleMemory(Zipped(WholeText.Replace(written, changed, StringComparison.Ordinal))));
    }

    [Fact]
    public void Read_MoreTextThanAllowed_IsRefused()
    {
        using var stream = new MemoryStream(Whole);

        Assert.Contains(
            "larger than",
            Assert.Throws<InvalidDataException>(() => StateFile.Read(stream, SomeState.Identity, maxBytes: WholeText.Length - 10)).Message);
    }

    [Fact]
    public void Write_MoreTextThanAReaderTakes_Fails()
    {
        using var stream = new MemoryStream();

        Assert.Throws<IOException>(() => StateFile.Write(stream, SomeState.Identity, SomeState.Small, maxBytes: WholeText.Length - 10));
    }

    [Theory]
    [InlineData("\"version\":3", "\"version\":4")]
    [InlineData("\"layout\":\"", "\"layout\":\"0")]
    public void Read_OfAnotherVersion_SaysSo(string written, string changed) =>
        Assert.Contains("another version", Refusal(Zipped(WholeText.Replace(written, changed, StringComparison.Ordinal))));

    [Fact]
    public void Read_AnotherFile_SaysSo() => Assert.Equal("it is not a state file", Refusal([.. "# HELP"u8]));

    [Theory]
    [InlineData("acme2", "org-1", "https://api.openai.com/v1", "proj_a,proj_b", "about organization \"acme\" (org-1) at https://api.openai.com/v1")]
    [InlineData("acme", "org-2", "https://api.openai.com/v1", "proj_a,proj_b", "about organization")]
    [InlineData("acme", null, "https://api.openai.com/v1", "proj_a,proj_b", "about organization")]
    [InlineData("acme", "org-1", "https://eu.api.openai.com/v1", "proj_a,proj_b", "about organization")]
    [InlineData("acme", "org-1", "https://api.openai.com/v1", "proj_a", "project_ids")]
    [InlineData("acme", "org-1", "https://api.openai.com/v1", "proj_a,proj_b", "line_items", "gpt-5, output")]
    public void Read_OfAnotherSource_SaysWhoseItIs(
        string name, string? id, string url, string projects, string reason, string lineItem = "gpt-5, input")
    {
        var identity = new StateIdentity(name, new SourceIdentity(id, new Uri(url), [.. projects.Split(',')], [lineItem]));

        Assert.Contains(reason, Refusal(Whole, identity));
    }

    // The API's reader rejects such a text, so none comes this far.
    [Fact]
    public void Read_HalfOfASurrogatePair_IsTheReplacementCharacter()
    {
        var state = With(Some.Costs(Some.Day, ("half \ud83d", "item", 1m)));

        Assert.Equal("half \ufffd", SomeState.Read(SomeState.Bytes(state)).Numbers.Surfaces[0].Buckets[0].Dimensions(0)[0]);
    }

    [Fact]
    public void Read_TheSameTextInSeveralBuckets_IsOneObject()
    {
        var state = With(Some.Costs(Some.Day.AddDays(-1), ("proj_a", "item", 1m)), Some.Costs(Some.Day, ("proj_a", "item", 2m), ("proj_b", "item", 2m)));
        var buckets = SomeState.Read(SomeState.Bytes(state)).Numbers.Surfaces[0].Buckets;

        Assert.Same(buckets[0].Dimensions(0)[0], buckets[1].Dimensions(0)[0]);
        Assert.Same(buckets[0].Dimensions(0)[1], buckets[1].Dimensions(1)[1]);
    }

    private static OrganizationState With(params Bucket[] costs) => new(
        new OrganizationSnapshot("acme", [Some.Known(Surface.Costs, Some.Day, costs)]), SomeState.Small.ReadAt);

    private static string Refusal(byte[] bytes, StateIdentity? identity = null) =>
        Assert.Throws<InvalidDataException>(() => SomeState.Read(bytes, identity)).Message;

    private static byte[] Zipped(string text) => Zipped(Encoding.UTF8.GetBytes(text));

    private static byte[] Zipped(byte[] text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.NoCompression))
        {
            gzip.Write(text);
        }

        return zipped.ToArray();
    }

    private static byte[] Unzipped(byte[] bytes)
    {
        using var text = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
        {
            gzip.CopyTo(text);
        }

        return text.ToArray();
    }

    private static bool ReadsInLittleMemory(byte[] bytes)
    {
        const long Little = 4_000_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        bool isRead;
        try
        {
            SomeState.Read(bytes);
            isRead = true;
        }
        catch (InvalidDataException)
        {
            isRead = false;
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Little);
        return isRead;
    }
}
