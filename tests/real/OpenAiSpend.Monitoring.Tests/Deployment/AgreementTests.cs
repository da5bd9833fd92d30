using OpenAiSpend.Monitoring.Tests.Dashboards;
using OpenAiSpend.Monitoring.Tests.Rules;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Monitoring.Tests.Deployment;

/// <summary>Names, ports, paths and uids are the same in every file that has them.</summary>
public sealed class AgreementTests
{
    private static readonly string[] Provisioning = ["..", "grafana", "provisioning"];

    private static IEnumerable<YamlMappingNode> DataSources => YamlFile.Load([.. Provisioning, "datasources", "prometheus.yml"]).Find("datasources").Mappings();

    private static YamlMappingNode Provider => YamlFile.Load([.. Provisioning, "dashboards", "openai.yml"]).Find("providers").Mappings().Single();

    private static YamlMappingNode Prometheus => YamlFile.Load("prometheus.yml");

    [Fact]
    public void DataSources_Urls_AreServicesAndTheirPorts() => Assert.All(DataSources, static source => IsAService(new Uri(source.Text("url")!).Authority));

    [Fact]
    public void Prometheus_Targets_AreServicesAndTheirPorts()
    {
        var configured = Prometheus.Find("scrape_configs").Mappings()
            .Concat(((YamlMappingNode)Prometheus.Find("alerting")!).Find("alertmanagers").Mappings())
            .SelectMany(static group => group.Find("static_configs").Mappings())
            .SelectMany(static group => Compose.Texts(group.Find("targets")))
            .ToArray();

        Assert.Equal(2, configured.Length);
        Assert.All(configured, IsAService);
    }

    [Fact]
    public void Exporter_Port_IsThatOfTheImage() =>
        Assert.Equal([Dockerfile.Image.Single(static instruction => instruction.Name == "EXPOSE").Text], Compose.Ports(Compose.Services["exporter"]));

    [Fact]
    public void DataSource_Uid_IsWhatDashboardsBeginWith() => Assert.All(
        DashboardFiles.All,
        static dashboard => Assert.Equal(DataSources.First().Text("uid"), (string)dashboard.Json["templating"]!["list"]![0]!["current"]!["value"]!));

    [Fact]
    public void DataSource_Interval_IsThatOfTheScrapes() =>
        Assert.Equal(((YamlMappingNode)Prometheus.Find("global")!).Text("scrape_interval"), DataSources.First().Texts("jsonData")["timeInterval"]);

    [Fact]
    public void DataSource_Alertmanager_IsProvisioned() =>
        Assert.Contains(DataSources.First().Texts("jsonData")["alertmanagerUid"], DataSources.Select(static source => source.Text("uid")));

    [Fact]
    public void Dashboards_Folder_IsMountedWhereGrafanaLooks() =>
        Assert.Contains(("./grafana/dashboards", Provider.Texts("options")["path"]), Compose.Mounts(Compose.Services["grafana"]));

    [Fact]
    public void Dashboards_Home_IsOneOfThem()
    {
        var home = Compose.Services["grafana"].Texts("environment")["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"];

        Assert.Equal(Provider.Texts("options")["path"], Path.GetDirectoryName(home));
        Assert.Contains(Path.GetFileNameWithoutExtension(home), DashboardFiles.Uids);
    }

    [Fact]
    public void Dashboards_Uids_AreUniqueAndTheNamesOfTheFiles()
    {
        Assert.Equal(["openai-exporter", "openai-spend", "openai-usage"], DashboardFiles.Uids);
        Assert.All(DashboardFiles.Uids, static uid => Assert.Equal(uid, DashboardFiles.Load(uid).Uid));
        Assert.Equal(DashboardFiles.All.Count, DashboardFiles.All.DistinctBy(static dashboard => dashboard.Title).Count());
    }

    [Fact]
    public void Dashboards_Links_LeadToTheOthersWithVariablesAndTime() => Assert.All(DashboardFiles.All, static dashboard =>
    {
        var links = Dashboard.Objects(dashboard.Json["links"]).Where(static link => ((string)link["url"]!).StartsWith("/d/", StringComparison.Ordinal)).ToArray();

        Assert.Equal(DashboardFiles.Uids.Except([dashboard.Uid]).Order(StringComparer.Ordinal), links.Select(static link => ((string)link["url"]!)[3..]).Order(StringComparer.Ordinal));
        Assert.All(links, static link => Assert.True((bool)link["includeVars"]! && (bool)link["keepTime"]!));
    });

    [Fact]
    public void Alerts_Dashboards_Exist() => Assert.All(
        RuleFiles.Alerts.Select(static rule => rule.Annotations["dashboard_url"]),
        static url => Assert.Contains(url.Split('/', '?')[2], DashboardFiles.Uids));

    private static void IsAService(string address)
    {
        var parts = address.Split(':');
        Assert.Contains(parts[0], Compose.Services.Keys);
        Assert.Contains(parts[1], Compose.Ports(Compose.Services[parts[0]]));
    }
}
