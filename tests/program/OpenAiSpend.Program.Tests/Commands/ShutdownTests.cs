using System.Net.Sockets;
using System.Text;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Commands;

public sealed class ShutdownTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Serve_ToldToEndWhilePollsHangAndClientsHoldOn_EndsWithin5SecondsWithExitCode0(bool byCtrlC)
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.Server.Faults.Set(FaultPlan.Everywhere, new Fault(FaultKind.HangBeforeHeaders));
        await using var exporter = await ExporterProgram.StartAsync(Yaml.Default(organization.Server), organization.Environment);
        await Eventually.True(() => organization.Server.Requests.Total >= 12, "The polls have not begun.");

        // One client keeps the connection of a finished request, another one has asked for half of something.
        await exporter.PageAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(exporter.Http.BaseAddress!.Host, exporter.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost:"), TestContext.Current.CancellationToken);

        await (byCtrlC ? exporter.Process.InterruptAsync() : exporter.Process.TerminateAsync());
        Assert.Equal(0, await exporter.Process.ExitCodeAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal("Ended", exporter.Log[^1].Message);
        Assert.DoesNotContain(exporter.Log, line => line.Level is "warn" or "error");
    }
}
