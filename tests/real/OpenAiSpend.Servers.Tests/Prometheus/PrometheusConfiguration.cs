using OpenAiSpend.TestKit;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Servers.Tests.Prometheus;

/// <summary>The repository's own <c>prometheus/prometheus.yml</c>, made to scrape the exporters of a test.</summary>
internal static class PrometheusConfiguration
{
    private const string Interval = "5s";
    private const string ShippedTarget = "exporter:9718";
    private const string FolderInTheContainer = "/etc/prometheus/";

    private static readonly string Folder = Repository.File("prometheus");

    /// <summary>The file with another target, shorter intervals, no Alertmanager, and its rules where they lie in the repository.</summary>
    public static string For(params Uri[] exporters)
    {
        using var reader = new StreamReader(Path.Combine(Folder, "prometheus.yml"));
        var yaml = new YamlStream();
        yaml.Load(reader);
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        var global = (YamlMappingNode)root["global"];
        (global.Children["scrape_interval"], global.Children["scrape_timeout"], global.Children["evaluation_interval"]) = (Interval, Interval, Interval);
        root.Children.Remove("alerting");
        if (root.Children.TryGetValue("rule_files", out var files))
        {
            root.Children["rule_files"] = new YamlSequenceNode(
                ((YamlSequenceNode)files).Select(file => new YamlScalarNode(Path.Combine(Folder, file.ToString().Replace(FolderInTheContainer, string.Empty, StringComparison.Ordinal)))));
        }

        var jobs = ((YamlSequenceNode)root["scrape_configs"]).Cast<YamlMappingNode>().ToArray();
        foreach (var job in jobs)
        {
            job.Children.Remove("scrape_interval");
            job.Children.Remove("scrape_timeout");
        }

        var targets = jobs.Single(job => job["job_name"].ToString() == "openai-spend-exporter").AllNodes
            .OfType<YamlSequenceNode>().Where(list => list.Any(node => node is YamlScalarNode { Value: ShippedTarget })).ToArray();
        var target = Assert.Single(targets);
        target.Children.Clear();
        foreach (var exporter in exporters)
        {
            target.Add(exporter.Authority);
        }

        using var writer = new StringWriter();
        yaml.Save(writer, assignAnchors: false);
        return writer.ToString();
    }
}
