using System.Text;

namespace OpenAiSpend.OpenAi;

/// <summary>An OpenAI Admin key. It is shown nowhere: only a request to OpenAI ever holds it.</summary>
public sealed class AdminKey
{
    private const int MaxBytes = 4096;

    private readonly string? _path;
    private volatile string _secret;

    /// <summary>Holds a key that is known already. White space around it is taken away.</summary>
    /// <exception cref="ArgumentException">It cannot be a key; the message says why, without the key.</exception>
    public AdminKey(string secret) => _secret = Checked(secret, "The admin key");

    private AdminKey(string path, string secret)
    {
        _path = path;
        _secret = secret;
    }

    /// <summary>
    /// The key as of now. A file is read every time instead of asked for its date: it is small, requests are rare, and
    /// the date of a symbolic link, which is what Kubernetes mounts a secret as, does not change with the secret.
    /// </summary>
    internal string Secret
    {
        get
        {
            if (_path is not null)
            {
                try
                {
                    _secret = Read(_path);
                }
                catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
                {
                    // A file that is gone, or half written, says nothing against the key that was good until now.
                }
            }

            return _secret;
        }
    }

    /// <summary>Holds the key of a file. A key that changes there is used from the next request on; while the file is unusable, the last good key is.</summary>
    /// <exception cref="ArgumentException">The file cannot be read or holds no key; the message says why, without the key.</exception>
    public static AdminKey FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return new AdminKey(path, Read(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"The admin key file {path} cannot be read: {e.Message}", nameof(path));
        }
    }

    /// <summary>Says that there is a key, and nothing about it.</summary>
    public override string ToString() => "(hidden)";

    private static string Read(string path)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes + 1];
        using var file = File.OpenRead(path);
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Checked(Encoding.UTF8.GetString(bytes[..length]).TrimStart('\uFEFF'), $"The admin key in {path}");
    }

    private static string Checked(string secret, string what)
    {
        var key = secret?.Trim();
        if (string.IsNullOrEmpty(key))
        {
            throw new ArgumentException($"{what} is blank.", nameof(secret));
        }

        if (key.Length > MaxBytes)
        {
            throw new ArgumentException($"{what} is longer than {MaxBytes} characters.", nameof(secret));
        }

        foreach (var character in key)
        {
            if (character is <= ' ' or >= '\x7f')
            {
                var kind = char.IsWhiteSpace(character) ? "white space" : char.IsControl(character) ? "a control character" : "a character that is not ASCII";
                throw new ArgumentException($"{what} holds {kind}.", nameof(secret));
            }
        }

        return key;
    }
}
