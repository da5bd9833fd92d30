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

    // A page shrinks to an eighteenth or less. The guess saves most of the copying while the stream grows.
    private const int ExpectedRatio = 16;

    private GzipPart(ReadOnlyMemory<byte> blocks, uint checksum, long length)
    {
        Blocks = blocks;
        Checksum = checksum;
        Length = length;
    }

    /// <summary>What a gzip member begins with: deflate, no name, no time, an unknown system.</summary>
    public static ReadOnlyMemory<byte> Header { get; } = new byte[HeaderLength] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255 };

    /// <summary>The compressed text.</summary>
    public ReadOnlyMemory<byte> Blocks { get; }

    /// <summary>The CRC-32 of the text.</summary>
    public uint Checksum { get; }

    /// <summary>The length of the text before compression.</summary>
    public long Length { get; }

    /// <summary>Compresses a text.</summary>
    public static GzipPart Compress(ChunkedBuffer text, CompressionLevel level)
    {
        if (text.Length == 0)
        {
            return new GzipPart(default, 0, 0);
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
        return new GzipPart(bytes[HeaderLength..end].ToArray(), checksum, text.Length);
    }

    /// <summary>What ends the member after two parts: an empty last block, the checksum and the length of both texts.</summary>
    public static byte[] Trailer(GzipPart first, GzipPart second)
    {
        var trailer = new byte[2 + TrailerLength];
        trailer[0] = 0x03;
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(2), Crc32.Combine(first.Checksum, second.Checksum, second.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(6), (uint)((first.Length + second.Length) & uint.MaxValue));
        return trailer;
    }
}
