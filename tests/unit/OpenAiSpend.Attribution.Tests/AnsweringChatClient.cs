using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OpenAiSpend.Attribution.Tests;

/// <summary>A chat client that answers with one response, at once or in updates. What it was asked is kept.</summary>
internal sealed class AnsweringChatClient(ChatResponse response) : IChatClient
{
    public object? Messages { get; private set; }

    public ChatOptions? Options { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        (Messages, Options) = (messages, options);
        return Task.FromResult(response);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in response.ToChatResponseUpdates())
        {
            await Task.Yield();
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", new Uri("https://api.openai.com/v1"), "gpt-5") : null;

    public void Dispose()
    {
    }
}
