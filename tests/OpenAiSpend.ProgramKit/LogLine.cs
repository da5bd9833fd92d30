using System.Text.RegularExpressions;

namespace OpenAiSpend.ProgramKit;

/// <summary>A line of the log in the format <c>logfmt</c>.</summary>
internal sealed partial record LogLine(string Text, IReadOnlyDictionary<string, string> Fields)
{
    public string Level => Fields.GetValueOrDefault("level", string.Empty);

    public string Message => Fields.GetValueOrDefault("msg", string.Empty);

    /// <summary>Reads a line; one that is not <c>logfmt</c> has no fields.</summary>
    public static LogLine Parse(string line)
    {
        var match = Line().Match(line);
        var pairs = match.Groups["key"].Captures.Zip(match.Groups["value"].Captures, (key, value) => (key.Value, Unquote(value.Value)));
        return new LogLine(line, pairs.ToDictionary(pair => pair.Item1, pair => pair.Item2));
    }

    /// <summary>Whether it tells of failed polls, of a surface among others perhaps.</summary>
    public bool IsFailureOf(string organization, string surface, string outcome) =>
        Fields.GetValueOrDefault("organization") == organization
        && Fields.GetValueOrDefault("surface", string.Empty).Split(", ").Contains(surface)
        && Fields.GetValueOrDefault("outcome") == outcome;

    private static string Unquote(string value) =>
        value is ['"', .. var quoted, '"'] ? Escape().Replace(quoted, match => match.Groups[1].Value == "n" ? "\n" : match.Groups[1].Value) : value;

    [GeneratedRegex("""^((?<key>[a-z_]+)=(?<value>[^\s"]+|"([^"\\]|\\.)*")( |$))+$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex("""\\(.)""")]
    private static partial Regex Escape();
}
