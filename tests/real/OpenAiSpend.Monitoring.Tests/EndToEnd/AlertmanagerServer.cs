using System.Text.Json;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.EndToEnd;

/// <summary>The real Alertmanager, on loopback, alone and with a data folder of its own.</summary>
internal sealed class AlertmanagerServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private AlertmanagerServer(LoopbackServer server) => _server = server;

    public Uri Url => _server.Url;

    public string Log => _server.Log;

    /// <summary>Starts Alertmanager with a configuration file, given as text, and waits until it is ready.</summary>
    public static async Task<AlertmanagerServer> StartAsync(string configuration) => new(await LoopbackServer.StartAsync(
        File.Exists("/usr/bin/prometheus-alertmanager") ? "prometheus-alertmanager" : "alertmanager", // Debian has its own name for the program.
        (folder, url) =>
        [
            $"--config.file={folder.Write("alertmanager.yml", configuration)}",
            $"--storage.path={folder.File("data")}",
            $"--web.listen-address={url.Authority}",
            "--cluster.listen-address=",
            "--log.level=warn",
        ]));

    /// <summary>The states of the alerts of a name: <c>active</c>, <c>suppressed</c> or <c>unprocessed</c>.</summary>
    public async Task<IReadOnlyList<string>> StatesAsync(string alert)
    {
        var json = await _server.Http.GetByteArrayAsync(new Uri($"/api/v2/alerts?filter=alertname%3D{alert}", UriKind.Relative));
        using var alerts = JsonDocument.Parse(json);
        return [.. alerts.RootElement.EnumerateArray().Select(static found => found.GetProperty("status").GetProperty("state").GetString()!)];
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
