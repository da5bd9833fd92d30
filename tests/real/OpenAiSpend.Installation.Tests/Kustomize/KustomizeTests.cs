using System.Xml.Linq;
using OpenAiSpend.Installation.Tests.Manifests;
using OpenAiSpend.Installation.Tests.Tools;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Installation.Tests.Kustomize;

/// <summary>What kubectl's Kustomize makes of <c>deploy/kustomize</c>.</summary>
public sealed class KustomizeTests(NpmPackages npm)
{
    public static TheoryData<string> Folders => [.. Directory.GetDirectories(Repository.File("deploy", "kustomize")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Build_OfEachFolder_IsWhatKubernetesAndTheProgramTake(string folder)
    {
        var set = await BuildAsync(folder);

        ManifestChecks.FitTogether(set);
        ManifestChecks.IsLockedDown(set);
        await ManifestChecks.OperatorTakesItAsync(set, npm);
        Assert.Equal((await BuildAsync("base")).Container.Image, set.Container.Image);
        using var pod = new StandInPod(set);
        await using var check = pod.Start("check-config");
        Assert.True(await check.ExitCodeAsync() == 0, check.Output);
        Assert.Equal(folder == "demo", check.Output.Contains("simulated organization", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_OfMonitoring_HasRulesMonitorAndDashboards()
    {
        var set = await BuildAsync("monitoring");

        ManifestChecks.HasDashboards(set);
        Assert.Equal(["PrometheusRule", "ServiceMonitor"], set.OfOperator.Keys.Order());
    }

    [Fact]
    public async Task Image_Tag_IsTheVersionOfTheProgram()
    {
        var version = (string)XDocument.Load(Repository.File("Directory.Build.props")).Descendants("VersionPrefix").Single();

        Assert.EndsWith($":{version}", (await BuildAsync("base")).Container.Image, StringComparison.Ordinal);
    }

    private async Task<ManifestSet> BuildAsync(string folder) =>
        new(await Tool.SucceedsAsync(Repository.Root, npm.Kubectl, "kustomize", Path.Combine("deploy", "kustomize", folder)));
}
