using OpenAiSpend.Exporter.Tests.Running;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests.Commands;

/// <summary>The health check runs beside the exporter, in a container that may not hold the key in its environment.</summary>
public sealed class HealthcheckTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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

    private static async Task<int> HealthcheckAsync(string address)
    {
        await using var program = ExporterProgram.Run(["healthcheck", "--web.listen-address", address]);
        return await program.ExitCodeAsync(Patience);
    }
}
