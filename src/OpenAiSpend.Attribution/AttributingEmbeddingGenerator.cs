using Microsoft.Extensions.AI;

namespace OpenAiSpend.Attribution;

/// <summary>Counts the tokens of each answer. It looks at neither the values nor the embeddings.</summary>
internal sealed class AttributingEmbeddingGenerator<TInput, TEmbedding>(
    IEmbeddingGenerator<TInput, TEmbedding> inner, TokenCounters counters, SpendAttributionOptions attribution)
    : DelegatingEmbeddingGenerator<TInput, TEmbedding>(inner)
    where TEmbedding : Embedding
{
    private readonly EmbeddingGeneratorMetadata? _metadata = inner.GetService<EmbeddingGeneratorMetadata>();

    public override async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var scope = AttributionScope.Current;
        var embeddings = await base.GenerateAsync(values, options, cancellationToken).ConfigureAwait(false);
        if (embeddings.Usage is { } usage)
        {
            CalledModel call = new("embeddings", _metadata?.ProviderName, options?.ModelId ?? _metadata?.DefaultModelId, _metadata?.ProviderUri);
            counters.Add(usage, call, embeddings.FirstOrDefault()?.ModelId, scope, attribution);
        }

        return embeddings;
    }
}
