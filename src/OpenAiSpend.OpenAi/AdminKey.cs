using System.Text;
using System.Text.RegularExpressions;
using OpenAiSpend.Domain;

namespace OpenAiSpend.OpenAi;

/// <summary>An OpenAI Admin key. It is shown nowhere: only a request to OpenAI ever holds it.</summary>
public sealed partial class AdminKey
{
    private const int MaxBytes = 4096;
    private const string Form = "sk-admin-";
    private const string HowToMakeOne = $"an organization owner makes an admin key ({Form}…) at https://platform.openai.com/settings/organization/admin-keys";
    private const string Quotes = "\"'`“”‘’«»";
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    // How Kubernetes (fsGroup) and systemd (LoadCredential) hand out a secret: nobody writes, and the group is the program's.
    private const UnixFileMode HandedOut = UnixFileMode.UserRead | UnixFileMode.GroupRead;

    private readonly string? _path;
    private volatile string _secret;

    /// <summary>Holds a key that is known already. White space around it is taken away.</summary>
    /// <exception cref="ArgumentException">It cannot be a key; the message says why, without the key.</exception>
    public AdminKey(string secret) => _secret = Checked(secret, "The admin key");

    private AdminKey(string path, string secret, string? warning)
    {
        _path = path;
        _secret = secret;
        Warning = warning;
    }

    /// <summary>What the operator should mend though the key can be used, in a sentence; null where there is nothing.</summary>
    public string? Warning { get; }

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
                    _secret = Read(_path, out _);
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
            var secret = Read(path, out var mode);
            return new AdminKey(path, secret, (mode & OfOthers) == 0 || mode == HandedOut
                ? null
                : $"The admin key file {path} can be read by others (mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}): make it 0400 or 0600.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"The admin key file {path} cannot be read: {e.Message}", nameof(path));
        }
    }

    /// <summary>Whether it looks like OpenAI's admin keys as of now. Who stands in front of OpenAI may have keys of another kind.</summary>
    public bool LooksLikeOpenAis => Secret.StartsWith(Form, StringComparison.Ordinal);

    /// <summary>Whether the other one is the same key as of now.</summary>
    public bool IsSameAs(AdminKey? other) => other is not null && Secret == other.Secret;

    /// <summary>Says that there is a key, and nothing about it.</summary>
    public override string ToString() => "(hidden)";

    private static string Read(string path, out UnixFileMode mode)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes + 1];
        using var file = RegularFile.Open(path);
        mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file.SafeFileHandle);
        bytes = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        return bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || bytes[..Math.Min(4, bytes.Length)].Contains((byte)0)
            ? throw new ArgumentException($"The admin key in {path} looks like UTF-16: save the file as plain text in UTF-8.", nameof(path))
            : Checked(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'), $"The admin key in {path}");
    }

    private static string Checked(string secret, string what)
    {
        var key = secret?.Trim();
        var fault =
            string.IsNullOrEmpty(key) ? "is blank"
            : key.Length > MaxBytes ? $"is longer than {MaxBytes} characters"
            : Quotes.Contains(key[0]) || Quotes.Contains(key[^1]) ? "has quotation marks around it: take them away"
            : Assignment().IsMatch(key) ? "has a NAME= before it, as in a file of variables: only the key itself is wanted"
            : key.StartsWith("sk-proj-", StringComparison.Ordinal) ? $"is the key of a project (sk-proj-…), which cannot read costs and usage: {HowToMakeOne}"
            : key.StartsWith("sk-svcacct-", StringComparison.Ordinal) ? $"is the key of a service account (sk-svcacct-…), which cannot read costs and usage: {HowToMakeOne}"
            : key.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? "has the word Bearer before it: only the key itself is wanted"
            : key[0] is '/' or '~' or '.' ? "looks like the path of a file: name the file where a file is asked for"
            : key.Any(char.IsWhiteSpace) ? "holds white space"
            : key.Any(char.IsControl) ? "holds a control character"
            : !Ascii.IsValid(key) ? "holds a character that is not ASCII"
            : null;
        return fault is null ? key! : throw new ArgumentException($"{what} {fault}.", nameof(secret));
    }

    // The padding of Base64 is no assignment.
    [GeneratedRegex(@"^(export\s+)?[A-Za-z_]\w*\s*=(?!=*$)", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();
}
