using OpenAiSpend.ProgramKit;
using System.Net;
using System.Net.Sockets;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Commands;

/// <summary>The health check runs beside the exporter, in a container that may not hold the key in its environment.</summary>
public sealed class HealthcheckTests
{
    [Fact]
    public async Task Healthcheck_BeforeAndAfterTheFirstRead_Exits1AndThen0()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.Server.Faults.Set(FaultPlan.Everywhere, Fault.Status(503));
        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(Yaml.Organization("acme", organization.Server.BaseUrl)), organization.Environment);
        Assert.Equal(1, await HealthcheckAsync(exporter.Http.BaseAddress!.Authority));

        organization.Server.Faults.ClearAll();
        await exporter.PageWhenReadAsync();
        Assert.Equal(0, await HealthcheckAsync(exporter.Http.BaseAddress.Authority));
    }

    [Fact]
    public async Task Healthcheck_WhereNobodyListens_Exits1()
    {
        Assert.Equal(1, await HealthcheckAsync($"127.0.0.1:{Loopback.FreePort()}"));
    }

    [Theory]
    [InlineData("spend.example.com:9718")]
    [InlineData("file:///-/ready")]
    public async Task Healthcheck_OfWhatIsNoUrl_Exits2WithWhatIsNeeded(string url)
    {
        await using var program = ExporterProgram.Run(["healthcheck", url]);

        Assert.Equal(2, await program.ExitCodeAsync());
        Assert.Contains($"\"{url}\" was found; a URL is needed, such as http://localhost:9718.", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Healthcheck_OfAnotherExporter_AsksThatOne()
    {
        await using var exporter = await ExporterProgram.StartAsync(flags: "--demo");
        await exporter.PageWhenReadAsync();
        await using var program = ExporterProgram.Run(["healthcheck", $"{exporter.Http.BaseAddress}", "--web.listen-address", $"127.0.0.1:{Loopback.FreePort()}"]);

        Assert.Equal(0, await program.ExitCodeAsync());
    }

    [Theory]
    [InlineData("http_proxy")]
    [InlineData("HTTP_PROXY")]
    [InlineData("ALL_PROXY")]
    [InlineData("all_proxy")]
    public async Task Healthcheck_WhereAProxyIsSet_DoesNotAskIt(string variable)
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        await using var exporter = await ExporterProgram.StartAsync(flags: "--demo");
        await exporter.PageWhenReadAsync();

        Assert.Equal(0, await HealthcheckAsync(exporter.Http.BaseAddress!.Authority, new Dictionary<string, string> { [variable] = $"http://{proxy.LocalEndpoint}" }));
        Assert.False(proxy.Pending());
    }

    private static async Task<int> HealthcheckAsync(string address, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var program = ExporterProgram.Run(["healthcheck", "--web.listen-address", address], environment);
        return await program.ExitCodeAsync();
    }
}
