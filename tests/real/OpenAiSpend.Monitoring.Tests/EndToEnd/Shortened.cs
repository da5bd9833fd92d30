using System.Text.RegularExpressions;
using OpenAiSpend.Monitoring.Tests.Rules;
using OpenAiSpend.TestKit;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Monitoring.Tests.EndToEnd;

/// <summary>The shipped files with seconds in place of minutes, and with the addresses of a test.</summary>
internal static partial class Shortened
{
    /// <summary>The shipped <c>prometheus.yml</c>; the rules go into the folder.</summary>
    public static string Prometheus(TemporaryFolder folder, string exporter, string alertmanager)
    {
        foreach (var name in RuleFiles.Names)
        {
            folder.Write(name, Rules(name));
        }

        var root = YamlFile.Load("prometheus.yml");
        root.Child("global").Set("scrape_interval", "1s").Set("evaluation_interval", "1s");
        root.Children["rule_files"] = new YamlSequenceNode(new YamlScalarNode(folder.File("*.yml")));
        root.Child("alerting").Find("alertmanagers").Mappings().Single().Find("static_configs").Mappings().Single().Set("targets", [alertmanager]);
        root.Find("scrape_configs").Mappings().Single().Find("static_configs").Mappings().Single().Set("targets", [exporter]);
        return Text(root);
    }

    /// <summary>The shipped <c>alertmanager.yml</c>, whose empty receivers get a webhook with their name in its path.</summary>
    public static string Alertmanager(Uri webhook)
    {
        var root = YamlFile.Load("alertmanager.yml");
        root.Child("route").Set("group_wait", "1s").Set("group_interval", "1s");
        foreach (var receiver in root.Find("receivers").Mappings().Where(static receiver => receiver.Children.Count == 1))
        {
            var url = new Uri(webhook, receiver.Text("name")).AbsoluteUri;
            receiver.Add("webhook_configs", new YamlSequenceNode(new YamlMappingNode("url", url)));
        }

        return Text(root);
    }

    private static string Rules(string name)
    {
        var text = File.ReadAllText(Repository.File("prometheus", "rules", name));
        text = Hours.Replace(text, static match => $"{60 * int.Parse(match.ValueSpan[..^1])}m");
        text = Minutes.Replace(text, "s");
        text = Pending.Replace(text, "for: 2s");
        return name switch
        {
            "recording.yml" => Replace(Replace(text, ">= 600", ">= 10"), "> 120", "> 2"),
            "spend-alerts.yml" => Replace(text, "day_of_month() > 5", "day_of_month() > 0"),
            _ => text,
        };
    }

    private static string Replace(string text, string before, string after)
    {
        Assert.Contains(before, text, StringComparison.Ordinal);
        return text.Replace(before, after, StringComparison.Ordinal);
    }

    private static YamlMappingNode Child(this YamlMappingNode node, string key) => (YamlMappingNode)node.Find(key)!;

    private static YamlMappingNode Set(this YamlMappingNode node, string key, string value)
    {
        node.Children[key] = value;
        return node;
    }

    private static void Set(this YamlMappingNode node, string key, string[] values) =>
        node.Children[key] = new YamlSequenceNode(values.Select(static value => new YamlScalarNode(value)));

    private static string Text(YamlMappingNode root)
    {
        using var text = new StringWriter();
        new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
        return text.ToString();
    }

    [GeneratedRegex(@"(?<=(\[|offset |for: ))\d+h")]
    private static partial Regex Hours { get; }

    [GeneratedRegex(@"(?<=(\[|offset |for: )\d+)m")]
    private static partial Regex Minutes { get; }

    [GeneratedRegex(@"for: \d+s")]
    private static partial Regex Pending { get; }
}
