using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenAiSpend.Domain;

namespace OpenAiSpend.Exporter.Web.Access;

/// <summary>The token of a file. The file is read at each check, so that a new token holds at once. While it is unusable, the last good token holds.</summary>
internal sealed class BearerToken
{
    private const int MaxBytes = 4096;
    private const int LeastCharacters = 16;

    private readonly string _path;
    private volatile byte[] _digest;

    private BearerToken(string path, byte[] digest) => (_path, _digest) = (path, digest);

    /// <summary>Reads the token of a file.</summary>
    /// <exception cref="ArgumentException">The file cannot be read or holds no usable token; the message says why, without the token.</exception>
    public static BearerToken FromFile(string path)
    {
        try
        {
            return new BearerToken(path, Read(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(unreadable.Message.TrimEnd('.'), unreadable);
        }
    }

    /// <summary>Whether this is the token, in a time that does not depend on how much of it is right.</summary>
    public bool Matches(string token)
    {
        try
        {
            _digest = Read(_path);
        }
        catch (Exception unusable) when (unusable is ArgumentException or IOException or UnauthorizedAccessException)
        {
            // A file that is gone or half written does not revoke the token that was good until now.
        }

        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), _digest);
    }

    private static byte[] Read(string path)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes + 1];
        using var file = RegularFile.Open(path);
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var token = Encoding.UTF8.GetString(bytes[..length]).TrimStart('\uFEFF').Trim();
        return length <= MaxBytes && token.Length >= LeastCharacters && token.All(static c => c is > ' ' and < '\x7f')
            ? SHA256.HashData(Encoding.UTF8.GetBytes(token))
            : throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} holds no usable token; one line of {LeastCharacters} to {MaxBytes} visible ASCII characters is needed"));
    }
}
