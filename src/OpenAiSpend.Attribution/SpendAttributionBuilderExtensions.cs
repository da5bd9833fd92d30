using Microsoft.Extensions.AI;

namespace OpenAiSpend.Attribution;

/// <summary>Puts the counting of tokens by customer into pipelines of Microsoft.Extensions.AI.</summary>
public static class SpendAttributionBuilderExtensions
{
    /// <summary>
    /// Counts the tokens of each response, by the customer of <see cref="SpendAttribution.Customer"/>. It comes after <c>UseFunctionInvocation</c> and
    /// <c>UseDistributedCache</c>, so that it sees every response of the provider once and nothing else.
    /// </summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Changes the bounds.</param>
    /// <returns>The pipeline. Building it throws <see cref="InvalidOperationException"/> if something is below that makes calls unseen.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A bound is below 1.</exception>
    public static ChatClientBuilder UseSpendAttribution(this ChatClientBuilder builder, Action<SpendAttributionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = SpendAttributionOptions.From(configure);
        return builder.Use((inner, services) =>
        {
            Refuse(inner.GetService<FunctionInvokingChatClient>(), "UseFunctionInvocation()", "hides the responses of a call that fails later");
            Refuse(inner.GetService<CachingChatClient>(), "UseDistributedCache()", "answers from its cache, which nobody is billed for");
            Refuse(inner.GetService<AttributingChatClient>(), "another UseSpendAttribution()", "counts the same tokens");
            return new AttributingChatClient(inner, TokenCounters.Of(services), options);
        });
    }

    /// <inheritdoc cref="UseSpendAttribution(ChatClientBuilder, Action{SpendAttributionOptions})"/>
    /// <typeparam name="TInput">What is embedded.</typeparam>
    /// <typeparam name="TEmbedding">What comes of it.</typeparam>
    public static EmbeddingGeneratorBuilder<TInput, TEmbedding> UseSpendAttribution<TInput, TEmbedding>(
        this EmbeddingGeneratorBuilder<TInput, TEmbedding> builder, Action<SpendAttributionOptions>? configure = null)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = SpendAttributionOptions.From(configure);
        return builder.Use((inner, services) =>
        {
            Refuse(inner.GetService<CachingEmbeddingGenerator<TInput, TEmbedding>>(), "UseDistributedCache()", "answers from its cache, which nobody is billed for");
            Refuse(inner.GetService<AttributingEmbeddingGenerator<TInput, TEmbedding>>(), "another UseSpendAttribution()", "counts the same tokens");
            return new AttributingEmbeddingGenerator<TInput, TEmbedding>(inner, TokenCounters.Of(services), options);
        });
    }

    private static void Refuse(object? below, string name, string because)
    {
        if (below is not null)
        {
            throw new InvalidOperationException($"UseSpendAttribution() must be called after {name}, and once: what is below it {because}.");
        }
    }
}
