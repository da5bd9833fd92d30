using OpenAiSpend.Monitoring.Tests.Rules;

namespace OpenAiSpend.Monitoring.Tests.Tools;

/// <summary>The same in Prometheus 3.</summary>
public sealed class NewerPromtoolTests(NewerPromtool promtool) : IClassFixture<NewerPromtool>
{
    [Fact]
    public async Task CheckConfig_WithTheRulesItLoads_Succeeds() => await Tool.SucceedsAsync(promtool.OrSkip(), "check", "config", "prometheus.yml");

    [Fact]
    public async Task TestRules_EachFile_Succeeds() =>
        await Tool.SucceedsAsync(promtool.OrSkip(), ["test", "rules", .. RuleTestFiles.Names.Select(static name => $"tests/{name}")]);
}
