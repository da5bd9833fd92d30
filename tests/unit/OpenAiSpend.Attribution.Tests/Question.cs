using Microsoft.Extensions.AI;

namespace OpenAiSpend.Attribution.Tests;

/// <summary>A question, for tests in which it does not matter what is asked.</summary>
internal static class Question
{
    private const string Text = "Who pays?";

    public static Task AskAsync(this IChatClient chat, ChatOptions? options = null) => chat.GetResponseAsync(Text, options, TestContext.Current.CancellationToken);

    public static IAsyncEnumerable<ChatResponseUpdate> AskStreaming(this IChatClient chat) =>
        chat.GetStreamingResponseAsync(Text, cancellationToken: TestContext.Current.CancellationToken);
}
