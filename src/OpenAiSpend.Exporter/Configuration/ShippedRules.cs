using System.Collections.Immutable;
using System.Text.RegularExpressions;
using OpenAiSpend.Exposition.Catalogue;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>The rules of <c>prometheus/rules</c>, as far as the exporter must know them: which families each of them needs.</summary>
internal static partial class ShippedRules
{
    private const int MostNamed = 4;

    private static readonly ImmutableArray<(string Name, ImmutableHashSet<string> Families)> All = Read();

    /// <summary>What to say where a rule needs a family that is not exposed.</summary>
    public static IEnumerable<string> Warnings(ExposedFamilies exposed) =>
        from rule in All
        from family in rule.Families
        where !exposed.Contains(family)
        group rule.Name by family into rules
        orderby rules.Key
        select $"metrics: {rules.Key} is not exposed, and the shipped rules need it: {Names([.. rules])}";

    private static string Names(ImmutableArray<string> rules) =>
        string.Join(", ", rules.Take(MostNamed)) + (rules.Length > MostNamed ? $" and {rules.Length - MostNamed} more" : string.Empty);

    private static ImmutableArray<(string Name, ImmutableHashSet<string> Families)> Read()
    {
        var rules = new List<(string Name, string Expression)>();
        var assembly = typeof(ShippedRules).Assembly;
        foreach (var file in assembly.GetManifestResourceNames().Where(static name => name.StartsWith("rules/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
            var yaml = new YamlStream();
            yaml.Load(reader);
            foreach (var rule in ((YamlSequenceNode)yaml.Documents[0].RootNode["groups"]).SelectMany(static group => (YamlSequenceNode)group["rules"]))
            {
                var kind = ((YamlMappingNode)rule).Children.ContainsKey("alert") ? "alert" : "record";
                rules.Add(($"{rule[kind]}", $"{rule["expr"]}"));
            }
        }

        return [.. rules.Select(rule => (rule.Name, Families(rule.Expression).ToImmutableHashSet()))];
    }

    private static IEnumerable<string> Families(string expression) =>
        Family.Matches(QuotedText.Replace(expression, "\"\"")).Select(static match => match.Value).Intersect(ExposedFamilies.All);

    // What stands between colons is a recorded series, which has a rule of its own.
    [GeneratedRegex(@"(?<![\w:])\w+(?![\w:])")]
    private static partial Regex Family { get; }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex QuotedText { get; }
}
