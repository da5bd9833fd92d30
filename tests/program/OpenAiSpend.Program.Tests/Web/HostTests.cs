using System.Net;
using Microsoft.AspNetCore.Http;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Web;
using OpenAiSpend.Exporter.Web.Access;

namespace OpenAiSpend.Program.Tests.Web;

/// <summary>A web site that gives its own name the address of this machine reads nothing.</summary>
public sealed class HostTests
{
    private static readonly string[] Foreign = ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil-localhost", "192.0.2.1", "[2001:db8::1]"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loopback_AskedByAForeignName_Is421AndSaysWhatToSet()
    {
        await using var exporter = await ExporterProgram.StartAsync(flags: "--demo");
        foreach (var path in new[] { "/", "/metrics", "/api/v1/spend", "/-/healthy", "/-/ready", "/nowhere" })
        {
            var (status, text) = await AskAsync(exporter, path, $"evil.example:{exporter.Http.BaseAddress!.Port}");
            Assert.Equal(HttpStatusCode.MisdirectedRequest, status);
            Assert.Contains("web.hosts", text, StringComparison.Ordinal);
        }

        foreach (var name in new[] { "localhost", "LOCALHOST:80", "localhost.", "127.0.0.1", "127.0.0.2:9718", "[::1]", Dns.GetHostName(), "" })
        {
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(exporter, "/-/healthy", name)).Status);
        }
    }

    [Theory]
    [InlineData("127.0.0.1:9718", false)]
    [InlineData("localhost:9718", false)]
    [InlineData("[::1]:9718", false)]
    [InlineData("0.0.0.0:9718", true)]
    [InlineData(":9718", true)]
    public async Task ForeignNames_WithoutFurtherConfiguration_AreAnsweredWhereTheNetworkIsAnswered(string address, bool answers)
    {
        var options = new WebOptions { ListenAddress = ListenAddress.TryParse(address)! };

        Assert.All(await StatusesAsync(options), status => Assert.Equal(answers ? 200 : 421, status));
    }

    [Fact]
    public async Task ForeignNames_WhereAPasswordOrTokenIsNeeded_AreLeftToThat()
    {
        var users = new WebOptions();
        users.BasicAuthUsers = users.BasicAuthUsers.Add("alice", BcryptHash.Of("x"));

        Assert.All(await StatusesAsync(users), status => Assert.Equal(200, status));
        Assert.All(await StatusesAsync(new WebOptions { BearerTokenFile = "token" }), status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task Hosts_WhereSet_AreAnsweredAndNoOthers()
    {
        var options = new WebOptions { ListenAddress = ListenAddress.TryParse(":9718")!, Hosts = ["Spend.example.com"] };

        Assert.All(await StatusesAsync(options), status => Assert.Equal(421, status));
        Assert.All(await StatusesAsync(options, "spend.example.com", "spend.example.com:443", "localhost", "10.0.0.5"), status => Assert.Equal(200, status));
    }

    private static async Task<int[]> StatusesAsync(WebOptions options, params string[] names)
    {
        var check = new HostCheck(options);
        var statuses = new List<int>();
        foreach (var name in names is [] ? Foreign : names)
        {
            var context = new DefaultHttpContext { Request = { Host = new HostString(name) }, Connection = { LocalIpAddress = IPAddress.Parse("::ffff:10.0.0.5") } };
            await check.InvokeAsync(context, _ => Task.CompletedTask);
            statuses.Add(context.Response.StatusCode);
        }

        return [.. statuses];
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(ExporterProgram exporter, string path, string host)
    {
        using var connections = new RawConnections(exporter.Http.BaseAddress!);
        var socket = (await connections.OpenAsync(1, $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))[0];
        using var reader = new StreamReader(new System.Net.Sockets.NetworkStream(socket));
        var text = await reader.ReadToEndAsync(Token);
        return (Enum.Parse<HttpStatusCode>(text.Split(' ')[1]), text);
    }
}
