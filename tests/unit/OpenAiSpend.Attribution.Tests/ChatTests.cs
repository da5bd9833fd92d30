using Microsoft.Extensions.AI;

namespace OpenAiSpend.Attribution.Tests;

/// <summary>What is counted of a chat, and for whom.</summary>
public sealed class ChatTests : IDisposable
{
    private readonly CountedTokens _counted = new();

    public void Dispose() => _counted.Dispose();

    [Fact]
    public async Task Response_WithUsage_CountsWholeAndParts_WithStandardAttributes()
    {
        using var chat = Chat(Response(input: 100, cached: 40, output: 30, reasoning: 20));

        using (SpendAttribution.Customer("acme", workflow: "onboarding"))
        {
            await chat.AskAsync();
        }

        Assert.Equal(
            [("cache_read.input_tokens", 40L), ("input_tokens", 100L), ("output_tokens", 30L), ("reasoning.output_tokens", 20L)],
            _counted.Counts.Select(static count => (count.Instrument.Name["gen_ai.client.inference.usage.".Length..], count.Tokens)).Order());
        Assert.All(_counted.Counts, static count =>
        {
            Assert.Equal("{token}", count.Instrument.Unit);
            Assert.Equal(
                new Dictionary<string, object?>
                {
                    ["gen_ai.operation.name"] = "chat",
                    ["gen_ai.provider.name"] = "openai",
                    ["gen_ai.request.model"] = "gpt-5",
                    ["gen_ai.response.model"] = "gpt-5-2025-08-07",
                    ["gen_ai.token.modality"] = "unknown",
                    ["server.address"] = "api.openai.com",
                    ["server.port"] = 443,
                    ["customer.id"] = "acme",
                    ["workflow.name"] = "onboarding",
                },
                count.Attributes);
        });
    }

    [Fact]
    public async Task Response_OutsideAnyScope_CountsForNobody()
    {
        using var chat = Chat(Response(input: 100));

        using (SpendAttribution.Customer("acme"))
        {
        }

        await chat.AskAsync();

        var count = Assert.Single(_counted.Counts);
        Assert.DoesNotContain("customer.id", count.Attributes);
        Assert.DoesNotContain("workflow.name", count.Attributes);
    }

    [Fact]
    public async Task Response_ThatSaysNothingOfAKind_CountsNothingOfIt()
    {
        using var chat = Chat(Response(input: 100, cached: null, output: -1, reasoning: 0));
        using var silent = Chat(new ChatResponse { ModelId = "gpt-5-2025-08-07" });

        await chat.AskAsync();
        await silent.AskAsync();

        Assert.Equal("gen_ai.client.inference.usage.input_tokens", Assert.Single(_counted.Counts).Instrument.Name);
    }

    [Fact]
    public async Task Response_OfAnotherModelThanTheDefault_NamesTheOneThatWasAskedFor()
    {
        using var chat = Chat(Response(input: 100));

        await chat.AskAsync(new ChatOptions { ModelId = "gpt-5-mini" });

        Assert.Equal("gpt-5-mini", Assert.Single(_counted.Counts).Attributes["gen_ai.request.model"]);
    }

    [Fact]
    public async Task Stream_ReadToItsEnd_CountsOnce()
    {
        using var chat = Chat(Response(input: 100, output: 30));

        using (SpendAttribution.Customer("acme"))
        {
            await foreach (var update in chat.AskStreaming())
            {
                Assert.NotNull(update);
            }
        }

        Assert.Equal(2, _counted.Counts.Count);
        Assert.Equal(100, _counted.Input("acme"));
    }

    [Fact]
    public async Task Stream_LeftAtItsUsage_IsCounted()
    {
        using var chat = Chat(Response(input: 100));

        using (SpendAttribution.Customer("acme"))
        {
            await foreach (var update in chat.AskStreaming())
            {
                if (update.Contents.OfType<UsageContent>().Any())
                {
                    break;
                }
            }
        }

        Assert.Equal(100, _counted.Input("acme"));
    }

    [Fact]
    public async Task Stream_ReadAfterItsScope_CountsForTheCustomerOfTheScope()
    {
        using var chat = Chat(Response(input: 100));

        IAsyncEnumerable<ChatResponseUpdate> stream;
        using (SpendAttribution.Customer("acme"))
        {
            stream = chat.AskStreaming();
        }

        using (SpendAttribution.Customer("globex"))
        {
            Assert.NotEmpty(await stream.ToListAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(100, _counted.Input("acme"));
        Assert.Equal(0, _counted.Input("globex"));
    }

    [Fact]
    public async Task Scopes_Nested_TheInnermostHolds_AndEndsOnlyItself()
    {
        using var chat = Chat(Response(input: 1));

        using (SpendAttribution.Customer("acme", workflow: "onboarding"))
        {
            var inner = SpendAttribution.Customer("globex");
            await chat.AskAsync();
            inner.Dispose();
            inner.Dispose();
            await chat.AskAsync();
        }

        Assert.Equal(["globex", "acme"], _counted.Counts.Select(static count => count.Attributes["customer.id"]));
        Assert.Equal([null, "onboarding"], _counted.Counts.Select(static count => count.Attributes.GetValueOrDefault("workflow.name")));
    }

    [Fact]
    public async Task Scope_OfWorkThatOutlivesIt_StaysWithTheWork()
    {
        using var chat = Chat(Response(input: 100));
        TaskCompletionSource ended = new();

        Task work;
        using (SpendAttribution.Customer("acme"))
        {
            work = Task.Run(
                async () =>
                {
                    await ended.Task;
                    await chat.AskAsync();
                },
                TestContext.Current.CancellationToken);
        }

        ended.SetResult();
        await work;
        Assert.Equal(100, _counted.Input("acme"));
    }

    [Fact]
    public async Task Messages_OptionsAndResponse_PassAsTheyAre()
    {
        var response = Response(input: 100);
        AnsweringChatClient provider = new(response);
        using var chat = provider.AsBuilder().UseSpendAttribution().Build(_counted.Services);
        var messages = Unread();
        ChatOptions options = new();

        var answer = await chat.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);

        Assert.Same(response, answer);
        Assert.Same(messages, provider.Messages);
        Assert.Same(options, provider.Options);

        static IEnumerable<ChatMessage> Unread()
        {
            Assert.Fail("Somebody reads the prompt.");
            yield break;
        }
    }

    private static ChatResponse Response(long? input = null, long? cached = null, long? output = null, long? reasoning = null) =>
        new(new ChatMessage(ChatRole.Assistant, "You do."))
        {
            ModelId = "gpt-5-2025-08-07",
            Usage = new UsageDetails { InputTokenCount = input, CachedInputTokenCount = cached, OutputTokenCount = output, ReasoningTokenCount = reasoning },
        };

    private IChatClient Chat(ChatResponse response) => new AnsweringChatClient(response).AsBuilder().UseSpendAttribution().Build(_counted.Services);
}
