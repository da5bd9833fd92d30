using System.Net.Http.Json;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Inference;

namespace OpenAiSpend.Servers.Tests.Attribution;

/// <summary>The sample service as a process of its own, before a stand-in of the inference API, and the real Prometheus that scrapes it.</summary>
internal sealed class ScrapedService : IAsyncDisposable
{
    private const string Counters = "{__name__=~\"gen_ai_client_inference_usage_.+_tokens_total\"}";

    private readonly InferenceApi _api;
    private readonly LoopbackServer _service;
    private readonly PrometheusServer _prometheus;

    private ScrapedService(InferenceApi api, LoopbackServer service, PrometheusServer prometheus)
    {
        _api = api;
        _service = service;
        _prometheus = prometheus;
    }

    /// <summary>What the stand-in told.</summary>
    public IReadOnlyDictionary<TokenBook, long> Told => _api.Books;

    public static async Task<ScrapedService> StartAsync()
    {
        var api = await InferenceApi.StartAsync();
        var service = await LoopbackServer.StartAsync(
            "dotnet",
            (_, url) => [Path.Combine(AppContext.BaseDirectory, "AttributedService.dll"), $"--urls={url}", $"--OPENAI_BASE_URL={api.Url}", "--OPENAI_API_KEY=sk-test"],
            readyPath: "/metrics");
        var prometheus = await PrometheusServer.StartAsync(
            $$"""
            global: { scrape_interval: 5s }
            scrape_configs: [{ job_name: service, static_configs: [{ targets: ["{{service.Url.Authority}}"] }] }]
            """);
        return new ScrapedService(api, service, prometheus);
    }

    /// <summary>Has a customer ask the service for something.</summary>
    public async Task AskAsync(string path, InferenceScript script)
    {
        using var response = await _service.Http.PostAsJsonAsync(path, new { script.Customer, Text = script.Prompt() });
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}\n{_service.Log}");
        await response.Content.ReadAsStringAsync();
    }

    /// <summary>All series, as Prometheus has scraped them after the last call.</summary>
    public async Task<IReadOnlyList<PrometheusServer.Sample>> ScrapedAsync()
    {
        double told = _api.Books.Values.Sum();
        await Eventually.True(
            async () => (await _prometheus.QueryAsync($"sum({Counters})")).Sum(static sample => sample.Value) == told,
            $"Prometheus has scraped other sums than the {told} tokens that were told.\n{_prometheus.Log}\n{_service.Log}",
            pause: TimeSpan.FromMilliseconds(250));
        return await _prometheus.QueryAsync(Counters);
    }

    public async ValueTask DisposeAsync()
    {
        await _prometheus.DisposeAsync();
        await _service.DisposeAsync();
        await _api.DisposeAsync();
    }
}
