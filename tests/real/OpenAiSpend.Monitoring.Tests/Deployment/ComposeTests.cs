using OpenAiSpend.Monitoring.Tests.Rules;
using OpenAiSpend.Monitoring.Tests.Tools;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Deployment;

/// <summary>The compose file is valid, keeps to this machine, and mounts what there is.</summary>
public sealed class ComposeTests
{
    private const string Mine = "docker-compose.yml";
    private const string WithASecret = "docker-compose.secret.yml";

    public static TheoryData<string> Services => [.. Compose.Services.Keys];

    [Fact]
    public void Services_Names_AreTheStack() => Assert.Equal(["alertmanager", "exporter", "grafana", "prometheus"], Compose.Services.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Services))]
    public void Mounts_OfEachService_AreThereOrAreVolumes(string name) => Assert.All(Compose.Mounts(Compose.Services[name]), static mount =>
    {
        if (mount.Source.StartsWith('.'))
        {
            Assert.True(Path.Exists(Repository.File(mount.Source)), $"There is no {mount.Source}.");
        }
        else
        {
            Assert.Contains(mount.Source, Compose.Volumes);
        }
    });

    [Theory]
    [MemberData(nameof(Services))]
    public void Ports_OfEachService_AreOnThisMachineUnlessAskedOtherwise(string name)
    {
        var ports = Compose.Texts(Compose.Services[name].Find("ports"));

        Assert.NotEmpty(ports);
        Assert.All(ports, static port => Assert.StartsWith("${BIND_ADDRESS:-127.0.0.1}:", port, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Image_OfEachService_HasAVersion(string name) => Assert.Matches(name == "exporter" ? ":local$" : @"^[a-z/]+:v?[0-9]+\.[0-9]+\.[0-9]+$", Compose.Services[name].Text("image"));

    [Theory]
    [MemberData(nameof(Services))]
    public void HealthCheck_OfEachService_IsThereOrInTheImage(string name) => Assert.True(name == "exporter" || Compose.Services[name].Find("healthcheck") is not null);

    [Fact]
    public void DependsOn_OfEveryOther_DoesNotWaitForTheExporterWhichMayHaveNoKey() =>
        Assert.All(Compose.Services.Values, static service => Assert.DoesNotContain("exporter", Compose.Mappings(service.Find("depends_on")).Keys));

    [Fact]
    public void Exporter_Variables_AreThoseThatTheProgramReads()
    {
        var variables = Compose.Services["exporter"].Texts("environment");

        Assert.All(variables, static variable => Assert.Equal($"${{{variable.Key}:-}}", variable.Value));
        Assert.Subset(new HashSet<string>(["OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_BASE_URL", "OPENAI_SPEND_DEMO", "OPENAI_SPEND_DASHBOARDS_URL"]), variables.Keys.ToHashSet());
        Assert.Contains("OPENAI_SPEND_DEMO", variables.Keys);
    }

    [Fact]
    public void Exporter_State_IsAVolumeAtTheImagesPlace() =>
        Assert.Contains(("exporter-state", Dockerfile.Image.Single(static instruction => instruction.Name == "VOLUME").Text), Compose.Mounts(Compose.Services["exporter"]));

    [Theory]
    [InlineData]
    [InlineData(WithASecret)]
    public async Task Config_OfDockerCompose_IsValid(params string[] more)
    {
        try
        {
            var (exitCode, output) = await Tool.RunAsync(Repository.Root, "docker-compose", [.. more.Prepend(Mine).SelectMany(static file => new[] { "-f", file }), "config", "--quiet"]);
            Assert.True(exitCode == 0, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("docker-compose is not installed.");
        }
    }
}
