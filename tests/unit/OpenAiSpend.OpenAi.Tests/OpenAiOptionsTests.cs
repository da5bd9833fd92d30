using OpenAiSpend.OpenAi.Tests.Fakes;

namespace OpenAiSpend.OpenAi.Tests;

public sealed class OpenAiOptionsTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1")]
    [InlineData("https://proxy.example:8443/openai/v1/")]
    [InlineData("http://localhost:8080/v1")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://[::1]:8080/v1")]
    public void BaseUrl_HttpsOrThisMachine_IsAccepted(string url)
    {
        using var test = new TestSource();
        test.Options.BaseUrl = new Uri(url);

        Assert.NotNull(test.Source);
    }

    [Theory]
    [InlineData("http://api.openai.com/v1", "an https address is needed")]
    [InlineData("http://10.0.0.1/v1", "an https address is needed")]
    [InlineData("http://localhost.example/v1", "an https address is needed")]
    [InlineData("ftp://localhost/v1", "an https address is needed")]
    [InlineData("file:///etc/passwd", "an https address is needed")]
    [InlineData("https://user:pass@api.openai.com/v1", "without user")]
    [InlineData("https://api.openai.com/v1?x=1", "without user, password, query")]
    public void BaseUrl_ThatWouldExposeTheKey_IsRefused(string url, string why)
    {
        using var test = new TestSource();
        test.Options.BaseUrl = new Uri(url);

        var refusal = Assert.Throws<ArgumentException>(() => test.Source);

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass@", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BaseUrl_NotWhole_IsRefused()
    {
        using var test = new TestSource();
        test.Options.BaseUrl = new Uri("v1", UriKind.Relative);

        Assert.Throws<ArgumentException>(() => test.Source);
    }

    [Theory]
    [InlineData(-1, 20)]
    [InlineData(double.NaN, 20)]
    [InlineData(double.PositiveInfinity, 20)]
    [InlineData(1, 0)]
    public void Limits_ThatMakeNoSense_AreRefused(double perSecond, int burst)
    {
        using var test = new TestSource();
        test.Options.RequestsPerSecond = perSecond;
        test.Options.Burst = burst;

        Assert.Throws<ArgumentException>(() => test.Source);
    }

    [Fact]
    public void AdminKey_Missing_IsRefused()
    {
        using var test = new TestSource();
        test.Options.AdminKey = null;

        Assert.Throws<ArgumentException>(() => test.Source);
    }

    [Theory]
    [InlineData("org abc")]
    [InlineData("org-abc\r\nX-Evil: 1")]
    public void OrganizationId_ThatIsNoId_IsRefused(string id)
    {
        using var test = new TestSource();
        test.Options.OrganizationId = id;

        Assert.Throws<ArgumentException>(() => test.Source);
    }

    [Fact]
    public void ProjectIds_Blank_AreRefused()
    {
        using var test = new TestSource();
        test.Options.ProjectIds = ["proj_a", " "];

        Assert.Throws<ArgumentException>(() => test.Source);
    }
}
