using System.Globalization;
using System.Security.Cryptography;

namespace OpenAiSpend.Exporter.Web.Access;

/// <summary>
/// A hash by PBKDF2 in the notation of Python's passlib and others, <c>$pbkdf2-sha512$210000$SALT$HASH</c>. The exporter made
/// such hashes before it knew bcrypt.
/// </summary>
internal sealed class Pbkdf2Hash : PasswordHash
{
    // At the upper limit one check takes a few seconds of one core.
    private const int LeastIterations = 10_000;
    private const int MostIterations = 10_000_000;
    private const int LeastSaltBytes = 8;
    private const int LeastHashBytes = 16;

    private readonly HashAlgorithmName _algorithm;
    private readonly int _iterations;
    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private Pbkdf2Hash(HashAlgorithmName algorithm, int iterations, byte[] salt, byte[] hash) =>
        (_algorithm, _iterations, _salt, _hash) = (algorithm, iterations, salt, hash);

    /// <inheritdoc/>
    public override bool IsOutdated => true;

    /// <summary>Reads a hash, or says what is wrong with it.</summary>
    public static new Pbkdf2Hash? TryParse(string text, out string error)
    {
        error = Allowed;
        if (text.Split('$') is not ["", var scheme, var count, var saltText, var hashText])
        {
            return null;
        }

        HashAlgorithmName? algorithm = scheme switch
        {
            "pbkdf2-sha256" => HashAlgorithmName.SHA256,
            "pbkdf2-sha512" => HashAlgorithmName.SHA512,
            _ => null,
        };
        if (algorithm is not { } known || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
        {
            return null;
        }

        if (iterations is < LeastIterations or > MostIterations)
        {
            error = string.Create(CultureInfo.InvariantCulture, $"{iterations} iterations were found; from {LeastIterations} to {MostIterations} are allowed");
            return null;
        }

        var (salt, hash) = (Decode(saltText), Decode(hashText));
        return salt is { Length: >= LeastSaltBytes } && hash is { Length: >= LeastHashBytes }
            ? new Pbkdf2Hash(known, iterations, salt, hash)
            : null;
    }

    /// <inheritdoc/>
    public override bool Matches(string password) => CryptographicOperations.FixedTimeEquals(
        Rfc2898DeriveBytes.Pbkdf2(password, _salt, _iterations, _algorithm, _hash.Length), _hash);

    private static byte[]? Decode(string text)
    {
        var padded = text.Replace('.', '+').PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }
}
