using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OpenAiSpend.OpenAi.Failures;

/// <summary>
/// Makes text that a server sent fit for messages and logs: the only place where the key is taken out of it.
/// Servers quote the key they were sent, whole or masked (<c>sk-ab***yz</c>), and proxies quote whole requests.
/// </summary>
/// <param name="secret">The key that was sent.</param>
internal sealed partial class ServerText(string secret)
{
    // A part of the key this long is as good as a hint; shorter parts are ordinary text more often than not.
    private const int TellingLength = 8;
    private const int MaxLength = 2000;
    private const string Hidden = "(hidden)";

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
        return string.Concat(text.AsSpan(0, cut).TrimEnd(), "…");
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
                scrubbed.Append(Hidden);
                at += length;
            }
        }

        return Masked().Replace(AnyKey().Replace(scrubbed.ToString(), Hidden), Hidden);
    }

    // How much of the beginning of the text stands somewhere in the key.
    private int LongestPart(ReadOnlySpan<char> text)
    {
        var longest = 0;
        for (var start = 0; start + longest < secret.Length; start++)
        {
            var length = 0;
            while (length < text.Length && start + length < secret.Length
                && char.ToUpperInvariant(text[length]) == char.ToUpperInvariant(secret[start + length]))
            {
                length++;
            }

            longest = Math.Max(longest, length);
        }

        return longest;
    }

    [GeneratedRegex(@"\bsk-[^\s""'<>,;]*", RegexOptions.IgnoreCase)]
    private static partial Regex AnyKey();

    [GeneratedRegex(@"[^\s""'<>,;]*(\*\*|••|\.\.\.\.|(?<=\w)…(?=\w))[^\s""'<>,;]*")]
    private static partial Regex Masked();
}
