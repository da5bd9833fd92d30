using System.Security.Cryptography;
using System.Text;
using OpenAiSpend.Collection.State;

namespace OpenAiSpend.Collection.Tests.State;

public sealed class StateReaderTests
{
    private static readonly byte[] Whole = SomeState.Bytes(SomeState.Small);

    [Fact]
    public void Read_Whole_IsWhatWasWritten() => Assert.True(SomeState.AreSame(SomeState.Small, SomeState.Read(Whole)));

    [Fact]
    public void Read_AnyByteChanged_IsRefused()
    {
        for (var at = 0; at < Whole.Length; at++)
        {
            foreach (byte change in (byte[])[0x01, 0x10, 0x80, 0xff])
            {
                var bytes = (byte[])Whole.Clone();
                bytes[at] ^= change;
                Assert.Throws<InvalidDataException>(() => SomeState.Read(bytes));
            }
        }
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
    public void Read_MoreBehindTheEnd_IsRefused() => Assert.Throws<InvalidDataException>(() => SomeState.Read([.. Whole, 0]));

    // A checksum keeps out accidents. What is written by someone who knows how must still do no more harm than wrong numbers.
    [Fact]
    public void Read_AnyByteChangedAndTheChecksumMadeToFit_IsReadOrRefusedAndTakesLittleMemory()
    {
        var refused = 0;
        for (var at = 0; at < Whole.Length - SHA256.HashSizeInBytes; at++)
        {
            foreach (byte value in (byte[])[0x00, 0x01, 0x7f, 0x80, 0xff])
            {
                var bytes = (byte[])Whole.Clone();
                bytes[at] = value;
                refused += ReadsInLittleMemory(Resealed(bytes)) ? 0 : 1;
            }
        }

        Assert.True(refused > Whole.Length, $"Only {refused} were refused.");
    }

    [Fact]
    public void Read_LengthsThatLieAndTheChecksumMadeToFit_TakesLittleMemory()
    {
        // The largest number that a length may be, in the place of any byte: 2,147,483,647 in seven bits a byte.
        byte[] huge = [0xff, 0xff, 0xff, 0xff, 0x07];
        for (var at = StateFormat.HeaderBytes; at < Whole.Length - SHA256.HashSizeInBytes; at++)
        {
            ReadsInLittleMemory(Resealed([.. Whole[..at], .. huge, .. Whole[(at + 1)..]]));
        }
    }

    [Fact]
    public void Read_OtherVersion_SaysSo()
    {
        var bytes = (byte[])Whole.Clone();
        bytes[StateFormat.Magic.Length]++;
        Assert.Contains("another version", Refusal(Resealed(bytes)));
    }

    [Fact]
    public void Read_OtherSurfacesOrDimensions_SaysSo()
    {
        var bytes = (byte[])Whole.Clone();
        bytes[StateFormat.HeaderBytes - 1]++;
        Assert.Contains("another version", Refusal(Resealed(bytes)));
    }

    [Theory]
    [InlineData("acme2", "org-1", "https://api.openai.com/v1", "proj_a,proj_b", "about organization \"acme\" (org-1) at https://api.openai.com/v1")]
    [InlineData("acme", "org-2", "https://api.openai.com/v1", "proj_a,proj_b", "about organization")]
    [InlineData("acme", null, "https://api.openai.com/v1", "proj_a,proj_b", "about organization")]
    [InlineData("acme", "org-1", "https://eu.api.openai.com/v1", "proj_a,proj_b", "about organization")]
    [InlineData("acme", "org-1", "https://api.openai.com/v1", "proj_a", "project_ids")]
    public void Read_OfAnotherSource_SaysWhoseItIs(string name, string? id, string url, string projects, string reason)
    {
        var identity = new StateIdentity(name, new SourceIdentity(id, new Uri(url), [.. projects.Split(',')]));

        Assert.Contains(reason, Refusal(Whole, identity));
    }

    [Fact]
    public void Write_ManyRowsOfTheSameNames_WritesEachNameOnce()
    {
        var text = Encoding.Latin1.GetString(Whole);

        Assert.Equal(text.IndexOf("gpt-5, input", StringComparison.Ordinal), text.LastIndexOf("gpt-5, input", StringComparison.Ordinal));
    }

    private static string Refusal(byte[] bytes, StateIdentity? identity = null) =>
        Assert.Throws<InvalidDataException>(() => SomeState.Read(bytes, identity)).Message;

    private static byte[] Resealed(byte[] bytes)
    {
        SHA256.HashData(bytes.AsSpan(..^SHA256.HashSizeInBytes), bytes.AsSpan(^SHA256.HashSizeInBytes..));
        return bytes;
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
