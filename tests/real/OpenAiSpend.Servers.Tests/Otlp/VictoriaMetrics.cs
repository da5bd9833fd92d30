using OpenAiSpend.TestKit;

namespace OpenAiSpend.Servers.Tests.Otlp;

/// <summary>The real VictoriaMetrics as the receiver; Debian has it from trixie on.</summary>
public sealed class VictoriaMetrics : IAsyncLifetime
{
    private DebianPackage _package = null!;
    private VictoriaMetricsServer? _server;

    /// <summary>The server; skips the test where it could not be fetched.</summary>
    public VictoriaMetricsServer OrSkip()
    {
        Assert.SkipWhen(_server is null, $"VictoriaMetrics could not be fetched from Debian trixie or sid. {_package.Reason}");
        return _server!;
    }

    public async ValueTask InitializeAsync()
    {
        _package = await DebianPackage.FetchAsync("victoria-metrics", "trixie", "sid");
        _server = _package.Program is { } program ? await VictoriaMetricsServer.StartAsync(program) : null;
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _package.Dispose();
    }
}
