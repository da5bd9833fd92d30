using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Monitoring.Tests.Rules;

public sealed class KubernetesTests
{
    [Fact]
    public void PrometheusRule_ItsGroups_AreThoseOfTheRuleFiles()
    {
        var manifest = YamlFile.Load("kubernetes", "prometheusrule.yaml");
        var groups = (YamlSequenceNode)((YamlMappingNode)manifest.Find("spec")!).Find("groups")!;
        var plain = RuleFiles.Names.SelectMany(static name => YamlFile.Load("rules", name).Find("groups").Mappings());

        Assert.Equal("PrometheusRule", manifest.Text("kind"));
        Assert.True(new YamlSequenceNode(plain).Equals(groups), "The rules have changed: run prometheus/kubernetes/generate.sh.");
    }

    [Fact]
    public void ServiceMonitor_ItsJob_IsTheOneThatTheAlertsExpect()
    {
        var monitor = YamlFile.Load("kubernetes", "servicemonitor.yaml");
        var endpoint = ((YamlMappingNode)monitor.Find("spec")!).Find("endpoints").Mappings().Single();
        var relabeling = endpoint.Find("relabelings").Mappings().Single();
        var scrape = YamlFile.Load("prometheus.yml").Find("scrape_configs").Mappings().Single();

        Assert.Equal("job", relabeling.Text("targetLabel"));
        Assert.Equal(scrape.Text("job_name"), relabeling.Text("replacement"));
    }
}
