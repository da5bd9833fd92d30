using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace OpenAiSpend.Traces.Requests;

/// <summary>Makes what a server says fit for a message: one short line, without what was sent to it in confidence.</summary>
internal sealed class Redaction
{
    private const string Redacted = "[redacted]";

    private readonly ImmutableArray<string> _secrets;

    /// <summary>Takes note of what must not be shown.</summary>
    /// <param name="secret">The password or token, or null.</param>
    /// <param name="headers">The values of headers.</param>
    public Redaction(string? secret, IEnumerable<string> headers) => _secrets =
    [
        .. headers.Append(secret).Where(static text => !string.IsNullOrEmpty(text)).Select(static text => text!).OrderByDescending(static text => text.Length),
    ];

    /// <summary>The text on one line, cut where it is longer.</summary>
    public string Line(string? text, int length)
    {
        var line = new StringBuilder();
        foreach (var rune in WithoutSecrets(text ?? string.Empty).EnumerateRunes())
        {
            var isSpace = Rune.IsControl(rune) || Rune.IsWhiteSpace(rune);
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format && !(isSpace && (line.Length == 0 || line[^1] == ' ')))
            {
                line.Append(isSpace ? " " : rune.ToString());
            }
        }

        var all = line.ToString().TrimEnd();
        return all.Length <= length ? all : string.Concat(all.AsSpan(0, char.IsHighSurrogate(all[length - 2]) ? length - 2 : length - 1), "…");
    }

    // A password is sent in Base64 together with the user, so that its own encoding never goes out.
    private string WithoutSecrets(string text) => _secrets.Aggregate(text, static (clean, secret) => clean.Replace(secret, Redacted, StringComparison.Ordinal));
}
