using System.Buffers;
using System.Globalization;
using System.Text;

namespace OpenAiSpend.Exporter.Logging;

/// <summary><c>time=… level=info msg="Surface read" organization=acme</c>.</summary>
internal sealed class LogfmtFormatter(TimeProvider clock) : LogEntryFormatter(FormatName, clock)
{
    public const string FormatName = "logfmt";

    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+@");

    protected override void Begin(StringBuilder line)
    {
    }

    protected override void Field(StringBuilder line, string key, string value)
    {
        if (line.Length > 0)
        {
            line.Append(' ');
        }

        line.Append(key).Append('=');
        if (value.Length > 0 && !value.AsSpan().ContainsAnyExcept(PlainCharacters))
        {
            line.Append(value);
            return;
        }

        line.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => line.Append("\\\""),
                '\\' => line.Append("\\\\"),
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append("\\t"),
                _ when char.IsControl(c) => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => line.Append(c),
            };
        }

        line.Append('"');
    }

    protected override void End(StringBuilder line)
    {
    }
}
