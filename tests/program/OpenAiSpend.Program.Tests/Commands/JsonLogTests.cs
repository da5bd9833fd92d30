using System.Text.Json;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Commands;

public sealed class JsonLogTests
{
    [Fact]
    public async Task Log_AsJson_IsOneObjectALine()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.Server.Faults.Set("images", Fault.Status(400, body: "not \"json\"\n\u0001{"));
        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Default(organization.Server), organization.Environment, "--log.format", "json");
        await Eventually.True(
            () => exporter.Process.ErrorLines.Any(line => line.Contains("bad_request", StringComparison.Ordinal)), "The failure was not logged.");
        await exporter.Process.TerminateAsync();
        Assert.Equal(0, await exporter.Process.ExitCodeAsync());

        var lines = exporter.Process.Output.Split('\n');
        Assert.All(lines, line =>
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal(["time", "level", "msg"], json.RootElement.EnumerateObject().Take(3).Select(member => member.Name));
        });
        using var failure = JsonDocument.Parse(Assert.Single(lines, line => line.Contains("bad_request", StringComparison.Ordinal)));
        Assert.Equal("warn", failure.RootElement.GetProperty("level").GetString());
        Assert.Equal("images", failure.RootElement.GetProperty("surface").GetString());
        Assert.Contains("not \"json\"", failure.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
