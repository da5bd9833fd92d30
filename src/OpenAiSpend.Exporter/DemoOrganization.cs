using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.OpenAi;
using OpenAiSpend.Simulator;

namespace OpenAiSpend.Exporter;

/// <summary>The simulated organization of <c>--demo</c>, in this process and on a loopback port of its own.</summary>
internal sealed class DemoOrganization(SimulatorServer server) : IAsyncDisposable
{
    public static async Task<DemoOrganization> StartAsync() =>
        new(await SimulatorServer.StartAsync(new SimulatorOptions(), CancellationToken.None));

    /// <summary>The options with this organization in place of all configured ones, and asked without a rate limit.</summary>
    public ExporterOptions TakeThePlaceOf(ExporterOptions options) => new()
    {
        Web = options.Web,
        Collection = options.Collection,
        Metrics = options.Metrics,
        Demo = true,
        Organizations =
        [
            new OrganizationOptions
            {
                Name = "demo",
                AdminKey = new AdminKey(server.AdminKey),
                AdminKeyOrigin = "--demo",
                BaseUrl = server.BaseUrl,
                RequestsPerSecond = 0,
            },
        ],
    };

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
