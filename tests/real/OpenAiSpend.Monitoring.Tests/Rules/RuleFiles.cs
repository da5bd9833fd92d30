using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Monitoring.Tests.Rules;

/// <summary>The rules below <c>prometheus/rules</c>.</summary>
internal static class RuleFiles
{
    public static readonly string[] Names = ["recording.yml", "spend-alerts.yml", "customer-alerts.yml", "exporter-alerts.yml"];

    public static IReadOnlyList<Rule> All { get; } = [.. Names.SelectMany(Read)];

    public static IReadOnlyList<Rule> Alerts { get; } = [.. All.Where(static rule => rule.Alert is not null)];

    public static IReadOnlyList<string> AlertNames { get; } = [.. Alerts.Select(static rule => rule.Alert!).Distinct()];

    public static IEnumerable<Rule> Read(string name) => Of(YamlFile.Load("rules", name));

    public static IEnumerable<Rule> Of(YamlMappingNode file) =>
        from @group in file.Find("groups").Mappings()
        from rule in @group.Find("rules").Mappings()
        select new Rule
        {
            Group = @group.Text("name")!,
            Record = rule.Text("record"),
            Alert = rule.Text("alert"),
            Expression = rule.Text("expr")!,
            Labels = rule.Texts("labels"),
            Annotations = rule.Texts("annotations"),
        };
}
