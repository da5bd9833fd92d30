using OpenAiSpend.TestKit;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Monitoring.Tests.Rules;

/// <summary>The tests for promtool below <c>prometheus/tests</c>.</summary>
internal static class RuleTestFiles
{
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Repository.File("prometheus", "tests"), "*.yml").Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    public static IEnumerable<YamlMappingNode> Groups { get; } =
        [.. Names.SelectMany(static name => YamlFile.Load("tests", name).Find("tests").Mappings())];

    /// <summary>How many alerts of a name each test of it expects.</summary>
    public static ILookup<string, int> ExpectedAlerts { get; } =
        Groups.SelectMany(static tests => tests.Find("alert_rule_test").Mappings()).ToLookup(
            static test => test.Text("alertname")!,
            static test => test.Find("exp_alerts") is YamlSequenceNode alerts ? alerts.Children.Count : 0);
}
