using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>The pictures of the dashboards, which <c>grafana/render</c> draws.</summary>
public sealed class PictureTests
{
    private static readonly string[] Modes = ["light", "dark"];

    public static TheoryData<string> Names => [.. DashboardFiles.Uids.Append("overview").SelectMany(static name => Modes.Select(mode => $"{name}-{mode}.png"))];

    [Fact]
    public void Readme_FirstPicture_IsTheOverviewAndSaysHowItWasMade()
    {
        var readme = File.ReadAllText(Repository.File("README.md"));

        Assert.Equal("src=\"docs/pictures/overview-light.png\"", readme.Split(' ', '\n').First(static word => word.StartsWith("src=", StringComparison.Ordinal)).TrimEnd('>'));
        Assert.Contains("](grafana/render/render.mjs)", readme, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Picture_OfEachDashboardInBothModes_IsThere(string name) =>
        Assert.Equal([0x89, .. "PNG"u8], File.ReadAllBytes(Repository.File("docs", "pictures", name)).Take(4));
}
