using System.Text.RegularExpressions;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Monitoring.Tests.Rules;

/// <summary>Finds the names of metrics in expressions and in texts about them.</summary>
internal static partial class MetricNames
{
    public static IReadOnlyDictionary<string, MetricFamily> Catalogue { get; } = MetricCatalogue.All.ToDictionary(static family => family.Name);

    /// <summary>The families of the exporter that a text names.</summary>
    public static IEnumerable<string> Exposed(string text) => ExposedName.Matches(text).Select(static match => match.Value).Distinct();

    /// <summary>The recorded series that a text names.</summary>
    public static IEnumerable<string> Recorded(string text) => RecordedName.Matches(text).Select(static match => match.Value).Distinct();

    /// <summary>An expression without its quoted texts, where the value of a label may look like a metric.</summary>
    public static string WithoutTexts(string expression) => QuotedText.Replace(expression, "\"\"");

    [GeneratedRegex(@"(?<![\w:])openai_\w+(?![\w:])")]
    private static partial Regex ExposedName { get; }

    [GeneratedRegex(@"(?<![\w:/])[a-z]\w*:[a-z]\w*:[a-z]\w*")]
    private static partial Regex RecordedName { get; }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex QuotedText { get; }
}
