using System.Text;
using System.Text.RegularExpressions;

namespace OpenAiSpend.Installation.Tests.Chart;

/// <summary>The table of values of the chart's README, from the comments (<c># -- …</c>) and defaults of <c>values.yaml</c>.</summary>
internal static partial class ValuesDocument
{
    private const string Begin = "<!-- Values: from values.yaml, by UPDATE_GOLDEN=1 and ValuesDocumentTests. -->";
    private const string End = "<!-- End of values. -->";

    /// <summary>The document with the table of these values in it.</summary>
    public static string Render(string document, string values)
    {
        var (begin, end) = (document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, document.IndexOf(End, StringComparison.Ordinal));
        return $"{document[..begin]}\n\n{Table(values)}\n{document[end..]}";
    }

    private static string Table(string values)
    {
        var table = new StringBuilder("| value | meaning | default |\n|---|---|---|\n");
        var section = string.Empty;
        string? meaning = null;
        var lines = values.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (Comment().Match(lines[i]) is { Success: true } comment)
            {
                meaning = comment.Groups[1].Value;
            }
            else if (Key().Match(lines[i]) is { Success: true } key)
            {
                var isNested = key.Groups[1].Length > 0;
                if (meaning is null && !isNested)
                {
                    section = key.Groups[2].Value;
                }
                else if (meaning is not null)
                {
                    var name = isNested ? $"{section}.{key.Groups[2].Value}" : key.Groups[2].Value;
                    table.Append($"| `{name}` | {meaning} | {Default(key, lines.Skip(i + 1))} |\n");
                    meaning = null;
                }
            }
        }

        return table.ToString();
    }

    private static string Default(Match key, IEnumerable<string> below)
    {
        var value = key.Groups[3].Value.Trim();
        return value is "\"\"" or "{}" or "[]" ? string.Empty
            : value.Length > 0 ? $"`{value}`"
            : string.Join(' ', Lines().Select(static line => $"`{line}`"));

        IEnumerable<string> Lines()
        {
            // A section's own defaults, each with its path below it.
            var path = new List<(int Indent, string Name)>();
            foreach (var line in below.TakeWhile(line => line.Length > 0 && line.Length - line.TrimStart().Length > key.Groups[1].Length))
            {
                var indent = line.Length - line.TrimStart().Length;
                path.RemoveAll(part => part.Indent >= indent);
                var (name, text) = (line.Trim().Split(':', 2)[0], line.Trim().Split(':', 2)[1].Trim());
                path.Add((indent, name));
                if (text.Length > 0)
                {
                    yield return $"{string.Join('.', path.Select(static part => part.Name))}: {text}";
                }
            }
        }
    }

    [GeneratedRegex("^ *# -- (.*)$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^( *)([\w]+):(.*)$")]
    private static partial Regex Key();
}
