using System.Globalization;
using System.Text.Json;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.TestKit;

/// <summary>The real VictoriaMetrics, on loopback, with a data folder of its own and the relabeling that is shipped. It takes OTLP by HTTP.</summary>
public sealed class VictoriaMetricsServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly RunningProgram _program;
    private readonly HttpClient _http;

    private VictoriaMetricsServer(TemporaryFolder folder, RunningProgram program, Uri url)
    {
        _folder = folder;
        _program = program;
        OtlpEndpoint = new Uri(url, "/opentelemetry");
        _http = new HttpClient { BaseAddress = url };
    }

    /// <summary>What goes into <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public Uri OtlpEndpoint { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="program">The program.</param>
    public static async Task<VictoriaMetricsServer> StartAsync(string program)
    {
        TemporaryFolder folder = new();
        Uri url = new($"http://127.0.0.1:{Loopback.FreePort()}");
        var running = RunningProgram.Start(
            program,
            [
                $"-storageDataPath={folder.File("data")}",
                $"-httpListenAddr={url.Authority}",
                "-opentelemetry.usePrometheusNaming",
                $"-relabelConfig={Repository.File("prometheus", "remote", "victoriametrics-relabel.yml")}",
                "-search.maxUniqueTimeseries=1000000",
                "-memory.allowedBytes=256MB",
            ]);
        VictoriaMetricsServer server = new(folder, running, url);
        await Eventually.True(server.IsReadyAsync, $"VictoriaMetrics did not get ready:\n{running.Output}");
        return server;
    }

    /// <summary>Every series that some matchers select, with the value that came last.</summary>
    /// <param name="selector">Such as <c>{__name__=~"openai_.*"}</c>.</param>
    public async Task<IReadOnlyList<(Sample Sample, double Value)>> SeriesAsync(string selector)
    {
        List<(Sample, double)> series = [];
        using StreamReader lines = new(await _http.GetStreamAsync(new Uri($"/api/v1/export?match[]={Uri.EscapeDataString(selector)}", UriKind.Relative)));
        while (await lines.ReadLineAsync() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var labels = json.RootElement.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);
            var value = json.RootElement.GetProperty("values").EnumerateArray().Last().GetDouble();
            labels.Remove("__name__", out var name);
            series.Add((new Sample(name!, [.. labels.Select(label => (label.Key, label.Value))], value.ToString(CultureInfo.InvariantCulture)), value));
        }

        return series;
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
            using var response = await _http.GetAsync(new Uri("/health", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return _program.HasExited ? throw new InvalidOperationException($"VictoriaMetrics ended:\n{_program.Output}") : false;
        }
    }
}
