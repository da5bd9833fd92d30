using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OpenAiSpend.OpenAi.Failures;

/// <summary>
/// Makes text that a server sent fit to be kept, and fit for messages and logs: the only place where the key is taken
/// out of it. Servers quote the key they were sent, whole or masked (<c>sk-ab***yz</c>), and proxies quote whole requests.
/// </summary>
/// <param name="secret">The key that was sent.</param>
internal sealed partial class ServerText(string secret)
{
    /// <summary>The most bytes of UTF-8 that are kept of an id, a name or a line item.</summary>
    public const int MaxKeptBytes = 4096;

    // A part of the key this long is as good as a hint; shorter parts are ordinary text more often than not.
    private const int TellingLength = 8;
    private const int MaxLength = 2000;
    private const string Redacted = "[redacted]";
    private const string Ellipsis = "…";

    private readonly Lazy<string[]> _forms = new(() => FormsOf(secret));

    /// <summary>An id, a name or a line item without the key, and with an ellipsis in place of what is longer than <see cref="MaxKeptBytes"/>.</summary>
    public string Keep(string text)
    {
        var kept = secret.Length < TellingLength ? text : text.Replace(secret, Redacted, StringComparison.Ordinal);
        if (kept.Length <= MaxKeptBytes / 3 || Encoding.UTF8.GetByteCount(kept) <= MaxKeptBytes)
        {
            return kept;
        }

        var bytes = Encoding.UTF8.GetBytes(kept);
        var end = MaxKeptBytes - Encoding.UTF8.GetByteCount(Ellipsis);
        while ((bytes[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(bytes, 0, end) + Ellipsis;
    }

    /// <summary>The text on one line, without control characters and without any trace of a key; at most 2,000 characters.</summary>
    public string Clean(string? text) => string.IsNullOrWhiteSpace(text) ? "" : Scrub(OneLine(text));

    /// <summary>The text, or as much of it as fits, with an ellipsis in place of the rest. Only for text that is clean already.</summary>
    public static string Shorten(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var cut = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return string.Concat(text.AsSpan(0, cut).TrimEnd(), Ellipsis);
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= MaxLength - 1)
            {
                break;
            }

            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Format:
                    break;
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator:
                    if (line.Length > 0 && line[^1] != ' ')
                    {
                        line.Append(' ');
                    }

                    break;
                default:
                    line.Append(rune.ToString());
                    break;
            }
        }

        return line.ToString().TrimEnd();
    }

    private string Scrub(string text)
    {
        var telling = Math.Min(TellingLength, secret.Length);
        var scrubbed = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var length = LongestPart(text.AsSpan(at));
            if (length < telling)
            {
                scrubbed.Append(text[at]);
                at++;
            }
            else
            {
                scrubbed.Append(Redacted);
                at += length;
            }
        }

        return Masked().Replace(AnyKey().Replace(scrubbed.ToString(), Redacted), Redacted);
    }

    // How much of the beginning of the text stands somewhere in the key, in any form of it.
    private int LongestPart(ReadOnlySpan<char> text)
    {
        var longest = 0;
        foreach (var form in _forms.Value)
        {
            for (var start = 0; start + longest < form.Length; start++)
            {
                var length = 0;
                while (length < text.Length && start + length < form.Length && Folded(text[length]) == Folded(form[start + length]))
                {
                    length++;
                }

                longest = Math.Max(longest, length);
            }
        }

        return longest;
    }

    // Base64 has two alphabets, and is tried as it comes out at each of the three places in a group of bytes, without the
    // characters that depend on what stands before and behind.
    private static string[] FormsOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return secret.Length < TellingLength ? [secret] :
        [
            secret,
            Convert.ToHexString(bytes),
            .. Enumerable.Range(0, 3).Select(before => Convert.ToBase64String([.. new byte[before], .. bytes])[(before == 0 ? 0 : before + 1)..].TrimEnd('=')[..^1]),
        ];
    }

    private static char Folded(char character) => character switch
    {
        '+' => '-',
        '/' => '_',
        _ => char.ToUpperInvariant(character),
    };

    [GeneratedRegex(@"\bsk-[^\s""'<>,;]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnyKey();

    [GeneratedRegex(@"[^\s""'<>,;]*(\*\*|••|\.\.\.\.|(?<=\w)…(?=\w))[^\s""'<>,;]*")]
    private static partial Regex Masked();
}
