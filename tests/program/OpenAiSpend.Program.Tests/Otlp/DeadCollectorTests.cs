using System.Net;
using System.Net.Sockets;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Otlp;

/// <summary>A collector that is away, or that takes requests and never answers, disturbs nothing.</summary>
public sealed class DeadCollectorTests
{
    [Fact]
    public async Task Push_NobodyListens_IsToldOnceAndThePageIsServed()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        await using var exporter = await StartAsync(organization, new Uri($"http://127.0.0.1:{Loopback.FreePort()}"));
        await exporter.PageWhenReadAsync();

        // Several intervals pass, which the requests that failed prove.
        var page = await exporter.PageWhenAsync(
            static page => page["http_client_request_duration_seconds"]
                .Any(static sample => sample.Name.EndsWith("_count", StringComparison.Ordinal) && sample["error_type"] == "connection_error" && sample.Value >= 3),
            "The pushes do not fail.");
        Assert.All(page["openai_exporter_up"], static sample => Assert.Equal(1, sample.Value));
        await Eventually.True(() => exporter.Log.Any(static line => line.Level is "warn" or "error"), "The failed pushes are not in the log.");
        var warning = Assert.Single(exporter.Log, static line => line.Level is "warn" or "error");
        Assert.StartsWith("Metrics cannot be pushed by OTLP", warning.Message);
        Assert.Contains("refused", warning.Fields["error"], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Push_ReceiverNeverAnswers_ScrapesPollsAndTheEndDoNotWait()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var organization = await SimulatedOrganization.StartAsync();
        await using var exporter = await StartAsync(organization, new Uri($"http://{silent.LocalEndpoint}"));
        using var request = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        await exporter.PageWhenReadAsync();
        await exporter.Process.TerminateAsync();

        // The request may take a minute, which is not waited for.
        Assert.Equal(0, await exporter.Process.ExitCodeAsync());
        Assert.DoesNotContain(exporter.Log, static line => line.Level is "warn" or "error");
    }

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task Push_WhereAProxyIsSet_GoesPastItWithItsSecrets(string protocol)
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        proxy.Start();
        await using var organization = await SimulatedOrganization.StartAsync();
        await using var exporter = await StartAsync(organization, new Uri($"http://{collector.LocalEndpoint}"), new()
        {
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "api-key=secret",
            ["http_proxy"] = $"http://{proxy.LocalEndpoint}",
            ["all_proxy"] = $"http://{proxy.LocalEndpoint}",
        });

        await Eventually.True(() => collector.Pending() || proxy.Pending(), "Nothing is pushed.");
        Assert.False(proxy.Pending());
    }

    private static Task<ExporterProgram> StartAsync(SimulatedOrganization organization, Uri endpoint, Dictionary<string, string>? environment = null) => ExporterProgram.StartAsync(
        $$"""
        {{Yaml.Default(organization.Server)}}
        otlp: { endpoint: "{{endpoint}}", interval: 1s }
        """,
        new Dictionary<string, string>([.. organization.Environment, .. environment ?? []]) { ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "60000" });
}
