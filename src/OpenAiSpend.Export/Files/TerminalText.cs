using System.Globalization;
using System.Text;

namespace OpenAiSpend.Export.Files;

/// <summary>
/// Text as a terminal may have it: names come from outside, and a terminal obeys what is in them. Control characters, line
/// separators, what turns the direction of writing and the like are shown as <c>\u001b</c>. The joiners U+200C and U+200D stay:
/// names are written with them.
/// </summary>
internal static class TerminalText
{
    /// <summary>Several lines; their ends stay.</summary>
    public static string OfLines(string text) => string.Join('\n', text.Split('\n').Select(Of));

    /// <summary>One line.</summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var isRune = Rune.TryGetRuneAt(text, at, out var rune);
            var length = isRune ? rune.Utf16SequenceLength : 1;
            _ = (isRune && IsHarmless(rune), length) switch
            {
                (true, _) => shown.Append(text, at, length),
                (false, 1) => shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[at]:x4}"),
                (false, _) => shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
            };
            at += length;
        }

        return shown.ToString();
    }

    private static bool IsHarmless(Rune rune) => rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
