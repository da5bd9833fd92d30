using System.Buffers.Binary;
using System.IO.Compression;

namespace OpenAiSpend.Exposition.Text;

/// <summary>
/// Text compressed so that parts can be put in a row and make one gzip member. (Members in a row would be legal gzip
/// as well, but curl and browsers stop at the end of the first.) A part is deflate blocks that end on a byte boundary,
/// none of them marked as the last one.
/// </summary>
internal sealed class GzipPart
{
    private const int HeaderLength = 10;
    private const int TrailerLength = 8;

    // An exposition shrinks to an eighteenth or less. The guess saves most of the copying while the stream grows.
    private const int ExpectedRatio = 16;

    private static readonly byte[] Header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

    private GzipPart(ReadOnlyMemory<byte> start, uint checksum, long length)
    {
        Start = start;
        Checksum = checksum;
        Length = length;
    }

    /// <summary>The member up to the end of this part, where it is the first: deflate, no name, no time, an unknown system.</summary>
    public ReadOnlyMemory<byte> Start { get; }

    /// <summary>The compressed text.</summary>
    public ReadOnlyMemory<byte> Blocks => Start[HeaderLength..];

    /// <summary>The CRC-32 of the text.</summary>
    public uint Checksum { get; }

    /// <summary>The length of the text before compression.</summary>
    public long Length { get; }

    /// <summary>Compresses a text.</summary>
    public static GzipPart Compress(ChunkedBuffer text, CompressionLevel level)
    {
        if (text.Length == 0)
        {
            return new GzipPart(Header, 0, 0);
        }

        using var member = new MemoryStream((int)(text.Length / ExpectedRatio));
        int end;
        using (var gzip = new GZipStream(member, level, leaveOpen: true))
        {
            foreach (var chunk in text.Chunks)
            {
                gzip.Write(chunk.Span);
            }

            // A flush ends the block on a byte boundary; what comes after it is an empty last block and the trailer.
            gzip.Flush();
            end = (int)member.Length;
        }

        var bytes = member.GetBuffer().AsSpan(0, (int)member.Length);
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[^TrailerLength..]);
        Header.CopyTo(bytes);
        return new GzipPart(bytes[..end].ToArray(), checksum, text.Length);
    }

    /// <summary>What follows the first part of a member: the blocks of the others, an empty last block, the checksum and the length of all.</summary>
    /// <param name="first">The first part, of which <see cref="Start"/> stands before.</param>
    /// <param name="others">The other parts, in order.</param>
    public static byte[] End(GzipPart first, params ReadOnlySpan<GzipPart> others)
    {
        var (checksum, length, blocks) = (first.Checksum, first.Length, 0);
        foreach (var part in others)
        {
            checksum = Crc32.Combine(checksum, part.Checksum, part.Length);
            length += part.Length;
            blocks += part.Blocks.Length;
        }

        var end = new byte[blocks + 2 + TrailerLength];
        var rest = end.AsSpan();
        foreach (var part in others)
        {
            part.Blocks.Span.CopyTo(rest);
            rest = rest[part.Blocks.Length..];
        }

        rest[0] = 0x03;
        BinaryPrimitives.WriteUInt32LittleEndian(rest[2..], checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[6..], (uint)(length & uint.MaxValue));
        return end;
    }
}
