using System.Net;
using System.Net.Sockets;
using OpenAiSpend.ProgramKit;

namespace OpenAiSpend.Program.Tests.Commands;

public sealed class ListenTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("")]
    public async Task Serve_OnAPortInUse_SaysSoInOneLineAndExits1(string host)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"{host}:{((IPEndPoint)other.LocalEndpoint).Port}";
        await AssertCannotListenAsync(address);
    }

    [Fact]
    public Task Serve_OnAnAddressOfAnotherMachine_SaysSoInOneLineAndExits1() =>
        AssertCannotListenAsync("192.0.2.1:9718");

    private static async Task AssertCannotListenAsync(string address)
    {
        await using var program = ExporterProgram.Run(["--demo", "--web.listen-address", address]);
        Assert.Equal(1, await program.ExitCodeAsync());
        var line = LogLine.Parse(Assert.Single(program.ErrorLines));
        Assert.Equal(("error", "Cannot listen", address), (line.Level, line.Message, line.Fields["address"]));
        Assert.EndsWith(": choose another one with --web.listen-address or web.listen_address.", line.Fields["error"], StringComparison.Ordinal);
        Assert.Equal(line.Text, program.Output);
    }
}
