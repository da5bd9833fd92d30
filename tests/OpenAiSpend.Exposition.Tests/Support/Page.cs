using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace OpenAiSpend.Exposition.Tests.Support;

/// <summary>
/// A page read by a parser that shares nothing with the writer. It is stricter than Prometheus: every family is
/// declared once, before its samples and with one of them at least, and no series comes twice.
/// </summary>
public sealed partial class Page
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private Page(ImmutableArray<Family> families, bool hasEnd) => (Families, HasEnd) = (families, hasEnd);

    public ImmutableArray<Family> Families { get; }

    /// <summary>Whether the page ends as OpenMetrics wants it.</summary>
    public bool HasEnd { get; }

    public IEnumerable<Sample> Samples => Families.SelectMany(family => family.Samples);

    public Family? Find(string family) => Families.FirstOrDefault(known => known.Name == family);

    /// <summary>The samples of a family; none where it is not on the page.</summary>
    public ImmutableArray<Sample> this[string family] => Find(family)?.Samples ?? [];

    public static Page Parse(ReadOnlySpan<byte> utf8) => Parse(Strict.GetString(utf8));

    public static Page Parse(string text)
    {
        var families = new List<(string Name, string Type, string Help, List<Sample> Samples)>();
        var series = new HashSet<string>();
        var help = ("", "");
        var hasEnd = false;
        Assert.True(text.Length == 0 || text[^1] == '\n', "The last line is not ended.");
        foreach (var line in text.Split('\n')[..^1])
        {
            Assert.False(hasEnd, $"A line after the end: {line}");
            if (line == "# EOF")
            {
                hasEnd = true;
            }
            else if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ', 4);
                Assert.NotEmpty(parts[3]);
                help = (parts[2], parts[3]);
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ');
                Assert.Equal(help.Item1, parts[2]);
                Assert.DoesNotContain(families, family => family.Name == parts[2]);
                Assert.True(families.Count == 0 || families[^1].Samples.Count > 0, $"No samples before {line}");
                families.Add((parts[2], parts[3], help.Item2, []));
            }
            else
            {
                var sample = ParseSample(line);
                Assert.StartsWith(families[^1].Name, sample.Name);
                Assert.True(series.Add(Identity(sample)), $"The series comes twice: {line}");
                families[^1].Samples.Add(sample);
            }
        }

        return new Page([.. families.Select(family => new Family(family.Name, family.Type, family.Help, [.. family.Samples]))], hasEnd);
    }

    private static string Identity(Sample sample) =>
        $"{sample.Name}|{string.Join('|', sample.Labels.Where(l => l.Value.Length > 0).OrderBy(l => l.Name, StringComparer.Ordinal).Select(l => $"{l.Name}={l.Value.Length}:{l.Value}"))}";

    private static Sample ParseSample(string line)
    {
        var match = SampleLine().Match(line);
        Assert.True(match.Success, $"Not a sample: {line}");
        var labels = match.Groups["label"].Captures.Zip(match.Groups["value"].Captures, (name, value) => (name.Value, Unescape(value.Value)));
        return new Sample(match.Groups["name"].Value, [.. labels], match.Groups["number"].Value);
    }

    private static string Unescape(string value) => Escape().Replace(value, match => match.Groups[1].Value == "n" ? "\n" : match.Groups[1].Value);

    // A label value holds anything but a bare quote and a lone backslash; lines were split at bare line feeds already.
    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(,?(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\[\\"n])*)")+\})? (?<number>-?[0-9]+(\.[0-9]+)?(E[+-][0-9]+)?|NaN|[+-]Inf)$""",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex SampleLine();

    [GeneratedRegex("""\\([\\"n])""")]
    private static partial Regex Escape();
}
