using System.Globalization;
using System.Security.Cryptography;

namespace OpenAiSpend.Exporter.Web.Access;

/// <summary>
/// The hash of a password: PBKDF2 in the notation of Python's passlib and others,
/// <c>$pbkdf2-sha512$210000$SALT$HASH</c>.
/// </summary>
internal sealed class PasswordHash
{
    /// <summary>What a hash looks like, for messages.</summary>
    public const string Allowed = "a PBKDF2 hash is needed, as the command hash-password prints it: $pbkdf2-sha512$210000$SALT$HASH";

    // OWASP's advice for SHA-512. At the upper limit one check takes a few seconds of one core.
    private const int OwnIterations = 210_000;
    private const int LeastIterations = 10_000;
    private const int MostIterations = 10_000_000;
    private const int SaltBytes = 16;
    private const int LeastSaltBytes = 8;
    private const int LeastHashBytes = 16;

    private readonly HashAlgorithmName _algorithm;
    private readonly int _iterations;
    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private PasswordHash(HashAlgorithmName algorithm, int iterations, byte[] salt, byte[] hash) =>
        (_algorithm, _iterations, _salt, _hash) = (algorithm, iterations, salt, hash);

    /// <summary>Hashes a password, with a salt of its own.</summary>
    public static PasswordHash Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PasswordHash(HashAlgorithmName.SHA512, OwnIterations, salt, Derive(password, salt, OwnIterations, HashAlgorithmName.SHA512, 64));
    }

    /// <summary>Reads a hash, or says what is wrong with it. No message holds the hash itself.</summary>
    public static PasswordHash? TryParse(string text, out string error)
    {
        error = Allowed;
        if (text.StartsWith("$2", StringComparison.Ordinal))
        {
            error = $"a bcrypt hash was found; {Allowed}";
            return null;
        }

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
            ? new PasswordHash(known, iterations, salt, hash)
            : null;
    }

    /// <summary>Whether this is the password, in a time that does not depend on how much of it is right.</summary>
    public bool Matches(string password) => CryptographicOperations.FixedTimeEquals(Derive(password, _salt, _iterations, _algorithm, _hash.Length), _hash);

    /// <summary>The hash as it stands in the configuration.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"$pbkdf2-{_algorithm.Name!.ToLowerInvariant()}${_iterations}${Encode(_salt)}${Encode(_hash)}");

    private static byte[] Derive(string password, byte[] salt, int iterations, HashAlgorithmName algorithm, int length) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, algorithm, length);

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '.');

    private static byte[]? Decode(string text)
    {
        var padded = text.Replace('.', '+').PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }
}
