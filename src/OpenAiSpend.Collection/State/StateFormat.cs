using System.Security.Cryptography;
using System.Text;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection.State;

/// <summary>
/// What writer and reader of the state agree on. A file is <see cref="Magic"/>, <see cref="Version"/>,
/// <see cref="Layout"/>, the content, and the SHA-256 of all that. In the content numbers are in seven bits a byte;
/// a text is written out where it first occurs, and has a number wherever it occurs again.
/// </summary>
internal static class StateFormat
{
    /// <summary>Raised whenever the content is written otherwise, or whenever what was written before would mean something else.</summary>
    public const byte Version = 1;

    /// <summary>The largest file that is written or read: about ten million rows.</summary>
    public const long MaxBytes = 512L * 1024 * 1024;

    public const int ChecksumBytes = SHA256.HashSizeInBytes;

    /// <summary>In place of a text: there is none.</summary>
    public const int NoText = 0;

    /// <summary>In place of a text: it follows, and has the next number from now on.</summary>
    public const int NewText = 1;

    /// <summary>The number of the first text.</summary>
    public const int FirstText = 2;

    /// <summary>In the byte before a decimal: it is below zero.</summary>
    public const byte Negative = 0x80;

    /// <summary>In the byte before a decimal: its digits need more than 64 bits.</summary>
    public const byte Wide = 0x40;

    /// <summary>In the byte before a decimal: how many of its digits are behind the point.</summary>
    public const byte Scale = 0x1f;

    /// <summary>Nobody reads more days than this.</summary>
    public const int MaxDays = 4000;

    private const int LayoutBytes = 8;

    /// <summary>How every file starts.</summary>
    public static ReadOnlySpan<byte> Magic => "OASPEND\n"u8;

    /// <summary>Stands for the surfaces, their dimensions and their measures: rows that were written by another version's do not fit.</summary>
    public static ReadOnlySpan<byte> Layout => LayoutHash;

    /// <summary>How long all that comes before the content is.</summary>
    public static int HeaderBytes => Magic.Length + sizeof(byte) + LayoutBytes;

    private static readonly byte[] LayoutHash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Surface.Buckets.Select(static surface =>
        $"{surface}:{string.Join(',', surface.Dimensions)}:{string.Join(',', surface.Measures)}"))))[..LayoutBytes];
}
