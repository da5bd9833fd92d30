using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OpenAiSpend.Attribution;

/// <summary>Counts the tokens of each response as soon as the provider tells them. It looks at nothing else of a message.</summary>
internal sealed class AttributingChatClient(IChatClient inner, TokenCounters counters, SpendAttributionOptions attribution) : DelegatingChatClient(inner)
{
    private readonly ChatClientMetadata? _metadata = inner.GetService<ChatClientMetadata>();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var scope = AttributionScope.Current;
        var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        Count(response.Usage, options, response.ModelId, scope);
        return response;
    }

    // Not itself the iterator: that begins when the stream is read, which may be after the scope.
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Counted(base.GetStreamingResponseAsync(messages, options, cancellationToken), options, AttributionScope.Current, cancellationToken);

    // Usage comes with the last updates. It is counted before whoever reads the stream can stop reading.
    private async IAsyncEnumerable<ChatResponseUpdate> Counted(
        IAsyncEnumerable<ChatResponseUpdate> updates,
        ChatOptions? chatOptions,
        AttributionScope? scope,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? model = null;
        await foreach (var update in updates.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            model = update.ModelId ?? model;
            foreach (var usage in update.Contents.OfType<UsageContent>())
            {
                Count(usage.Details, chatOptions, model, scope);
            }

            yield return update;
        }
    }

    private void Count(UsageDetails? usage, ChatOptions? chatOptions, string? responseModel, AttributionScope? scope)
    {
        if (usage is not null)
        {
            CalledModel call = new("chat", _metadata?.ProviderName, chatOptions?.ModelId ?? _metadata?.DefaultModelId, _metadata?.ProviderUri);
            counters.Add(usage, call, responseModel, scope, attribution);
        }
    }
}
