using System.Text;
using OpenAiSpend.Domain;

namespace OpenAiSpend.Traces;

/// <summary>A password or token in a file. It is shown nowhere, and read anew for every request: one that changes is used at once.</summary>
public sealed class SecretFile
{
    private const int MaxBytes = 4096;

    private readonly string _path;
    private volatile string _secret;

    private SecretFile(string path, string secret) => (_path, _secret) = (path, secret);

    /// <summary>The secret as of now; while the file is unusable, the last good one.</summary>
    internal string Value
    {
        get
        {
            try
            {
                _secret = Read(_path);
            }
            catch (Exception unusable) when (unusable is ArgumentException or IOException or UnauthorizedAccessException)
            {
                // A file that is gone or half written says nothing against the secret that was good until now.
            }

            return _secret;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ArgumentException">It cannot be read or holds no usable secret; the message says why, without the secret.</exception>
    public static SecretFile Of(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return new SecretFile(path, Read(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(unreadable.Message.TrimEnd('.'), unreadable);
        }
    }

    /// <summary>Says that there is a secret, and nothing about it.</summary>
    public override string ToString() => "(hidden)";

    private static string Read(string path)
    {
        var secret = Encoding.UTF8.GetString(RegularFile.ReadAllBytes(path, MaxBytes)).TrimStart('\uFEFF').Trim();
        return secret.Length > 0 && !secret.Any(char.IsControl) ? secret : throw new ArgumentException($"{path} holds no usable secret; one line of text is needed");
    }
}
