using System.Text.Json;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.EndToEnd;

/// <summary>The real Alertmanager, on loopback, alone and with a data folder of its own.</summary>
internal sealed class AlertmanagerServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly RunningProgram _program;
    private readonly HttpClient _http;

    private AlertmanagerServer(TemporaryFolder folder, RunningProgram program, Uri url)
    {
        _folder = folder;
        _program = program;
        Url = url;
        _http = new HttpClient { BaseAddress = url };
    }

    public Uri Url { get; }

    public string Log => _program.Output;

    /// <summary>Starts Alertmanager with a configuration file, given as text, and waits until it is ready.</summary>
    public static async Task<AlertmanagerServer> StartAsync(string configuration)
    {
        var folder = new TemporaryFolder();
        var url = new Uri($"http://127.0.0.1:{Loopback.FreePort()}");

        // Debian has its own name for the program.
        var program = RunningProgram.Start(
            File.Exists("/usr/bin/prometheus-alertmanager") ? "prometheus-alertmanager" : "alertmanager",
            [
                $"--config.file={folder.Write("alertmanager.yml", configuration)}",
                $"--storage.path={folder.File("data")}",
                $"--web.listen-address={url.Authority}",
                "--cluster.listen-address=",
                "--log.level=warn",
            ]);
        var server = new AlertmanagerServer(folder, program, url);
        await Eventually.True(server.IsReadyAsync, $"Alertmanager did not get ready:\n{program.Output}");
        return server;
    }

    /// <summary>The states of the alerts of a name: <c>active</c>, <c>suppressed</c> or <c>unprocessed</c>.</summary>
    public async Task<IReadOnlyList<string>> StatesAsync(string alert)
    {
        var json = await _http.GetByteArrayAsync(new Uri($"/api/v2/alerts?filter=alertname%3D{alert}", UriKind.Relative));
        using var alerts = JsonDocument.Parse(json);
        return [.. alerts.RootElement.EnumerateArray().Select(static found => found.GetProperty("status").GetProperty("state").GetString()!)];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _program.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/-/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return _program.HasExited ? throw new InvalidOperationException($"Alertmanager ended:\n{_program.Output}") : false;
        }
    }
}
