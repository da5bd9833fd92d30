using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OpenAiSpend.Monitoring.Tests.Tools;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>The picture with which the README begins.</summary>
[Collection(UsesMonitoredDemo.Name)]
public sealed partial class PictureTests(MonitoredDemo demo)
{
    private const int MostBytes = 60_000;
    private const string Label = "Drawn from demo data by grafana/picture/draw.py; not a screenshot of Grafana.";

    [Fact]
    public void Readme_FirstPicture_IsTheDrawingAndSaysSo()
    {
        var picture = FirstPicture.Match(File.ReadAllText(Repository.File("README.md"))).Groups[1].Value;

        Assert.Equal("grafana/overview.svg", picture);
        Assert.Contains(Label, Texts(File.ReadAllText(Repository.File(picture))));
        Assert.InRange(new FileInfo(Repository.File(picture)).Length, 1, MostBytes);
    }

    [Fact]
    public async Task Draw_OfTheDemo_ShowsItsMoneyItsProjectsAndTheAlertThatFires()
    {
        var (exitCode, drawing) = await Tool.RunAsync(Repository.Root, "python3", Repository.File("grafana", "picture", "draw.py"), demo.Prometheus.Url.ToString().TrimEnd('/'));

        Assert.True(exitCode == 0, drawing);
        var texts = Texts(drawing);
        var month = Assert.Single(await demo.Prometheus.QueryAsync("sum(openai_cost_month_to_date_usd)")).Value;
        Assert.Contains(month.ToString("$#,##0", CultureInfo.InvariantCulture), texts);
        Assert.Contains(await FiringAsync(), texts);
        Assert.Contains(Label, texts);
    }

    // Early in a month no budget is used up yet. Critical comes before info and warning.
    private async Task<string> FiringAsync() =>
        (await demo.Prometheus.QueryAsync("ALERTS{alertstate=\"firing\"}")).OrderBy(static alert => alert.Labels["severity"], StringComparer.Ordinal).FirstOrDefault() is { } first
            ? first.Labels["alertname"]
            : "No alert fires.";

    private static string[] Texts(string svg) => [.. XDocument.Parse(svg).Descendants("{http://www.w3.org/2000/svg}text").Select(static text => text.Value)];

    [GeneratedRegex(@"!\[[^\]]+\]\(([^)]+)\)")]
    private static partial Regex FirstPicture { get; }
}
