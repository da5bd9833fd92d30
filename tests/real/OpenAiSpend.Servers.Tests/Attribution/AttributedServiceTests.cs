using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Inference;

namespace OpenAiSpend.Servers.Tests.Attribution;

/// <summary>The sample service, from OpenAI's own client to the real Prometheus.</summary>
public sealed class AttributedServiceTests
{
    [Fact]
    public async Task Counters_InPrometheus_AreWhatTheApiTold_ByCustomerAndModel()
    {
        await using var service = await ScrapedService.StartAsync();

        foreach (var (path, script) in new (string, InferenceScript)[]
        {
            ("/answer", new("acme", Input: 1_000, Cached: 400, Output: 300, Reasoning: 200)),
            ("/answer", new("acme", Input: 10, Cached: 0, Output: 3, Reasoning: 0, Failures: 1)),
            ("/stream", new("acme", Input: 2_000, Cached: 0, Output: 500, Reasoning: 0)),
            ("/stream", new("globex \"&\\ sön", Input: 70, Cached: 60, Output: 50, Reasoning: 40)),
            ("/index", new("globex \"&\\ sön", Input: 12, Cached: 0, Output: 0, Reasoning: 0)),
        })
        {
            await service.AskAsync(path, script);
        }

        var scraped = await service.ScrapedAsync();
        Assert.Equal(
            service.Told.ToDictionary(static book => book.Key, static book => (double)book.Value),
            scraped.GroupBy(static sample => new TokenBook(sample.Labels["customer_id"], sample.Labels["gen_ai_response_model"], Kind(sample.Labels["__name__"])))
                .ToDictionary(static book => book.Key, static book => book.Sum(static sample => sample.Value)));
        Assert.Equal(["openai"], Values(scraped, "gen_ai_provider_name"));
        Assert.Equal(["chat", "embeddings"], Values(scraped, "gen_ai_operation_name"));
        Assert.Equal(["answer", "index", "stream"], Values(scraped, "workflow_name"));
    }

    [Fact]
    public async Task Customers_MoreThanTheBound_KeepTheirLabels_AndTheRestAreOther()
    {
        const int Customers = 2_100;
        const int Bound = 2_000;
        await using var service = await ScrapedService.StartAsync();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, Customers),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (customer, _) => await service.AskAsync("/index", new InferenceScript($"customer {customer}", Input: 1, Cached: 0, Output: 0, Reasoning: 0)));

        var scraped = await service.ScrapedAsync();
        Assert.Equal(Bound + 1, scraped.Count);
        Assert.Equal(Customers - Bound, scraped.Single(static sample => sample.Labels["customer_id"] == "other").Value);
    }

    private static IEnumerable<string> Values(IReadOnlyList<PrometheusServer.Sample> series, string label) =>
        series.Select(sample => sample.Labels[label]).Distinct().Order(StringComparer.Ordinal);

    private static string Kind(string name) => name switch
    {
        "gen_ai_client_inference_usage_input_tokens_total" => "input",
        "gen_ai_client_inference_usage_cache_read_input_tokens_total" => "cache_read.input",
        "gen_ai_client_inference_usage_output_tokens_total" => "output",
        "gen_ai_client_inference_usage_reasoning_output_tokens_total" => "reasoning.output",
        _ => throw new InvalidOperationException($"Nobody expects {name}."),
    };
}
