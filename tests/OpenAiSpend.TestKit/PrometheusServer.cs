using System.Globalization;
using System.Text.Json;

namespace OpenAiSpend.TestKit;

/// <summary>The real Prometheus, on loopback, with a data folder of its own.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private PrometheusServer(LoopbackServer server) => _server = server;

    public Uri Url => _server.Url;

    /// <summary>What it logged so far: warnings and errors only.</summary>
    public string Log => _server.Log;

    /// <summary>Starts Prometheus with a configuration file, given as text, and waits until it is ready.</summary>
    /// <param name="configuration">The file.</param>
    /// <param name="data">A folder with data, or null to begin with none. It is not removed.</param>
    public static async Task<PrometheusServer> StartAsync(string configuration, string? data = null) => new(await LoopbackServer.StartAsync(
        "prometheus",
        (folder, url) =>
        [
            $"--config.file={folder.Write("prometheus.yml", configuration)}",
            $"--storage.tsdb.path={data ?? folder.File("data")}",
            "--storage.tsdb.retention.time=2y",
            $"--web.listen-address={url.Authority}",
            "--log.level=warn",
        ]));

    /// <summary>Asks the API, for instance <c>rules</c>.</summary>
    /// <returns>The data of the answer.</returns>
    public async Task<JsonElement> GetAsync(string pathAndQuery)
    {
        using var response = await _server.Http.GetAsync(new Uri($"/api/v1/{pathAndQuery}", UriKind.Relative));
        using var json = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());
        return response.IsSuccessStatusCode
            ? json.RootElement.GetProperty("data").Clone()
            : throw new InvalidOperationException($"Prometheus refuses \"{pathAndQuery}\": {json.RootElement.GetProperty("error").GetString()}");
    }

    /// <summary>Asks for the value of an expression as of now.</summary>
    public async Task<IReadOnlyList<Sample>> QueryAsync(string expression)
    {
        var data = await GetAsync($"query?query={Uri.EscapeDataString(expression)}");
        return
        [
            .. data.GetProperty("result").EnumerateArray().Select(static series => new Sample(
                series.GetProperty("metric").EnumerateObject().ToDictionary(static label => label.Name, static label => label.Value.GetString()!),
                double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>The one value that an expression gives.</summary>
    public async Task<double> ValueAsync(string expression)
    {
        var samples = await QueryAsync(expression);
        return samples is [{ Value: var value }] ? value : throw new InvalidOperationException($"\"{expression}\" gives {samples.Count} values, not one.");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>One series and its value.</summary>
    public sealed record Sample(IReadOnlyDictionary<string, string> Labels, double Value);
}
