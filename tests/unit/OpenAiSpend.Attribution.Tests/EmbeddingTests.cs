using System.ClientModel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using OpenAI;
using OpenAiSpend.TestKit.Inference;

namespace OpenAiSpend.Attribution.Tests;

/// <summary>What is counted of embeddings.</summary>
public sealed class EmbeddingTests : IDisposable
{
    private readonly CountedTokens _counted = new();

    public void Dispose() => _counted.Dispose();

    [Fact]
    public async Task Embeddings_OfOpenAisClient_CountWhatTheApiTold()
    {
        await using var api = await InferenceApi.StartAsync();
        using var embeddings = Generator(api).AsBuilder().UseSpendAttribution().Build(_counted.Services);

        using (SpendAttribution.Customer("acme"))
        {
            await embeddings.GenerateAsync([new InferenceScript("acme", Input: 12, Cached: 0, Output: 0, Reasoning: 0).Prompt()], cancellationToken: TestContext.Current.CancellationToken);
        }

        Assert.Equal(api.Books, _counted.Books);
        var count = Assert.Single(_counted.Counts);
        Assert.Equal(12, count.Tokens);
        Assert.Equal("embeddings", count.Attributes["gen_ai.operation.name"]);
        Assert.Equal("openai", count.Attributes["gen_ai.provider.name"]);
        Assert.Equal("text-embedding-3-small", count.Attributes["gen_ai.request.model"]);
    }

    [Fact]
    public async Task Build_OverACacheOrTwice_IsRefused()
    {
        await using var api = await InferenceApi.StartAsync();
        MemoryDistributedCache cache = new(Options.Create(new MemoryDistributedCacheOptions()));

        Assert.Throws<InvalidOperationException>(() => Generator(api).AsBuilder().UseSpendAttribution().UseDistributedCache(cache).Build());
        Assert.Throws<InvalidOperationException>(() => Generator(api).AsBuilder().UseSpendAttribution().UseSpendAttribution().Build());
    }

    private static IEmbeddingGenerator<string, Embedding<float>> Generator(InferenceApi api) =>
        new OpenAIClient(new ApiKeyCredential("sk-test"), new OpenAIClientOptions { Endpoint = api.Url })
            .GetEmbeddingClient("text-embedding-3-small").AsIEmbeddingGenerator();
}
