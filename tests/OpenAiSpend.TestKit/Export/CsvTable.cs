using System.Text;

namespace OpenAiSpend.TestKit.Export;

/// <summary>A CSV file as RFC 4180 has it; an empty field without quotes is null.</summary>
public sealed record CsvTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyDictionary<string, string?>> Rows)
{
    public static CsvTable Parse(string text)
    {
        var lines = Lines(text).ToList();
        var columns = lines[0].Select(name => name ?? throw new FormatException("A column has no name.")).ToList();
        return new CsvTable(columns, [.. lines.Skip(1).Select(line => line.Count == columns.Count
            ? (IReadOnlyDictionary<string, string?>)columns.Zip(line).ToDictionary(field => field.First, field => field.Second)
            : throw new FormatException($"A line has {line.Count} fields, not {columns.Count}."))]);
    }

    private static IEnumerable<List<string?>> Lines(string text)
    {
        var line = new List<string?>();
        for (var at = 0; at <= text.Length;)
        {
            if (at == text.Length && line.Count == 0)
            {
                yield break;
            }

            var field = new StringBuilder();
            var isQuoted = at < text.Length && text[at] == '"';
            if (isQuoted)
            {
                for (at++; text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"'); at++)
                {
                    at += text[at] == '"' ? 1 : 0;
                    field.Append(text[at]);
                }

                at++;
            }
            else
            {
                for (; at < text.Length && text[at] is not (',' or '\n'); at++)
                {
                    field.Append(text[at]);
                }
            }

            line.Add(field.Length == 0 && !isQuoted ? null : field.ToString());
            if (at == text.Length || text[at] == '\n')
            {
                yield return line;
                line = [];
            }

            at++;
        }
    }
}
