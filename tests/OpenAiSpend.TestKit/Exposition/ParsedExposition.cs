using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace OpenAiSpend.TestKit.Exposition;

/// <summary>
/// A page of metrics, read by a parser that shares nothing with the writer. It is stricter than Prometheus: every family
/// is declared once, before its samples and with one of them at least, and no series comes twice.
/// </summary>
public sealed partial class ParsedExposition
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ParsedExposition(ImmutableArray<Family> families, bool hasEnd) => (Families, HasEnd) = (families, hasEnd);

    public ImmutableArray<Family> Families { get; }

    /// <summary>Whether the page ends as OpenMetrics wants it.</summary>
    public bool HasEnd { get; }

    public IEnumerable<Sample> Samples => Families.SelectMany(family => family.Samples);

    /// <summary>The samples of a family; none where it is not on the page.</summary>
    public ImmutableArray<Sample> this[string family] => Find(family)?.Samples ?? [];

    /// <exception cref="FormatException">It is not a page of metrics; the message quotes the line.</exception>
    public static ParsedExposition Parse(ReadOnlySpan<byte> utf8) => Parse(Strict.GetString(utf8));

    /// <exception cref="FormatException">It is not a page of metrics; the message quotes the line.</exception>
    public static ParsedExposition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var families = new List<(string Name, string Type, List<Sample> Samples)>();
        var names = new HashSet<string>();
        var series = new HashSet<string>();
        var helps = new Dictionary<string, string>();
        var hasEnd = false;
        Demand(text.Length == 0 || text[^1] == '\n', "the last line is not ended");
        foreach (var line in text.Split('\n')[..^1])
        {
            Demand(!hasEnd, "a line after the end", line);
            if (line == "# EOF")
            {
                hasEnd = true;
            }
            else if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ', 4);
                Demand(parts is [_, _, _, { Length: > 0 }], "a help without text", line);
                Demand(helps.TryAdd(parts[2], parts[3]), "a second help", line);
            }
            else if (line.StartsWith("# UNIT ", StringComparison.Ordinal))
            {
                Demand(families.Count > 0 && line.Split(' ') is [_, _, var name, var unit] && name == families[^1].Name && name.EndsWith(unit, StringComparison.Ordinal), "a unit of nothing", line);
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ');
                Demand(parts.Length == 4, "a type without family", line);
                Demand(names.Add(parts[2]), "a family comes twice", line);
                Demand(families.Count == 0 || families[^1].Samples.Count > 0, "a family without samples comes before", line);
                families.Add((parts[2], parts[3], []));
            }
            else
            {
                var sample = ParseSample(line);
                Demand(families.Count > 0 && sample.Name.StartsWith(families[^1].Name, StringComparison.Ordinal), "a sample outside of its family", line);
                Demand(helps.ContainsKey(families[^1].Name), "a family without help", line);
                Demand(series.Add(Identity(sample)), "a series comes twice", line);
                families[^1].Samples.Add(sample);
            }
        }

        return new ParsedExposition([.. families.Select(family => new Family(family.Name, family.Type, helps[family.Name], [.. family.Samples]))], hasEnd);
    }

    public Family? Find(string family) => Families.FirstOrDefault(known => known.Name == family);

    /// <summary>The value of the one series of a family that has these labels, or null where there is none.</summary>
    public decimal? Value(string family, params (string Name, string Value)[] labels) =>
        this[family].SingleOrDefault(sample => sample.Has(labels))?.Value;

    private static void Demand(bool condition, string otherwise, string? line = null)
    {
        if (!condition)
        {
            throw new FormatException(line is null ? $"Not a page of metrics: {otherwise}." : $"Not a page of metrics: {otherwise}: {line}");
        }
    }

    // A label that is empty is the same as none.
    private static string Identity(Sample sample) => string.Join('|', sample.Labels
        .Where(label => label.Value.Length > 0)
        .OrderBy(label => label.Name, StringComparer.Ordinal)
        .Select(label => $"{label.Name}={label.Value.Length}:{label.Value}")
        .Prepend(sample.Name));

    private static Sample ParseSample(string line)
    {
        var match = SampleLine().Match(line);
        Demand(match.Success, "not a sample", line);
        var labels = match.Groups["label"].Captures.Zip(match.Groups["value"].Captures, (name, value) => (name.Value, Unescape(value.Value)));
        return new Sample(match.Groups["name"].Value, [.. labels], match.Groups["number"].Value);
    }

    private static string Unescape(string value) => value.Contains('\\')
        ? Escape().Replace(value, match => match.Groups[1].Value == "n" ? "\n" : match.Groups[1].Value)
        : value;

    // The group names a label, and a value that holds anything but a bare quote, a bare line feed and a lone backslash.
    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(,?(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\[\\"n])*)")*\})? (?<number>-?[0-9]+(\.[0-9]+)?(E[+-][0-9]+)?|NaN|[+-]Inf)$""",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex SampleLine();

    [GeneratedRegex("""\\([\\"n])""")]
    private static partial Regex Escape();
}
