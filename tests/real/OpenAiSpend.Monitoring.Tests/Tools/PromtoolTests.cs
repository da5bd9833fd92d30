using OpenAiSpend.Monitoring.Tests.Rules;

namespace OpenAiSpend.Monitoring.Tests.Tools;

/// <summary>What Prometheus' own tool says about the files, in the version that is installed.</summary>
public sealed class PromtoolTests
{
    [Fact]
    public async Task CheckConfig_WithTheRulesItLoads_Succeeds() => await Tool.SucceedsAsync("promtool", "check", "config", "--lint=all", "--lint-fatal", "prometheus.yml");

    [Theory]
    [InlineData("remote/mimir.yml")]
    [InlineData("remote/thanos.yml")]
    public async Task CheckConfig_OfWhatWritesElsewhere_Succeeds(string file) => await Tool.SucceedsAsync("promtool", "check", "config", "--lint=all", "--lint-fatal", file);

    [Fact]
    public async Task CheckRules_EachFile_Succeeds() =>
        await Tool.SucceedsAsync("promtool", ["check", "rules", "--lint=all", "--lint-fatal", .. RuleFiles.Names.Select(static name => $"rules/{name}")]);

    [Fact]
    public async Task TestRules_EachFile_Succeeds() =>
        await Tool.SucceedsAsync("promtool", ["test", "rules", .. RuleTestFiles.Names.Select(static name => $"tests/{name}")]);

    [Fact]
    public async Task CheckConfig_OfAlertmanager_Succeeds() => await Tool.SucceedsAsync("amtool", "check-config", "alertmanager.yml");
}
