using System.ClientModel;
using System.ClientModel.Primitives;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Inference;

namespace OpenAiSpend.Attribution.Tests;

/// <summary>What must hold for all calls of OpenAI's own client: what is counted is what the API told, once.</summary>
public sealed class AttributionLaws
{
    private const int CallsOfACase = 100;
    private const int Attempts = 4;

    // Usage that the API told and that the caller never read would be in the books. So a caller that gives up does so where the API is silent.
    private static readonly Gen<GeneratedCall> Calls =
        from customer in Gen.Elements("", "acme", "globex", "initech", "other", "Ünïcödé \"&\\")
        from input in Gen.Choose(1, 100_000)
        from cached in Gen.Choose(0, input)
        from output in Gen.Choose(0, 10_000)
        from reasoning in Gen.Choose(0, output)
        from failures in Gen.Frequency((8, Gen.Constant(0)), (2, Gen.Choose(1, Attempts - 1)), (1, Gen.Constant(Attempts)))
        from tools in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from ending in Gen.Frequency(
            (6, Gen.Constant(InferenceEnding.Whole)), (1, Gen.Constant(InferenceEnding.Broken)), (2, Gen.Constant(InferenceEnding.Silent)))
        from streams in Gen.Elements(true, false)
        from leaves in Gen.Elements(true, false)
        from nested in Gen.Elements(true, false)
        let stopsAtOnce = ending == InferenceEnding.Silent && !streams
        select new GeneratedCall(
            new InferenceScript(customer, input, cached, output, reasoning, stopsAtOnce ? 0 : failures, stopsAtOnce ? 0 : tools, ending), streams, leaves, nested);

    [Fact]
    public async Task Counters_AfterAnyCalls_AreWhatTheApiTold()
    {
        await using var api = await InferenceApi.StartAsync();
        using CountedTokens counted = new();
        OpenAIClientOptions options = new() { Endpoint = api.Url, RetryPolicy = new RetryAtOnce() };
        using var chat = new OpenAIClient(new ApiKeyCredential("sk-test"), options).GetChatClient("gpt-5").AsIChatClient()
            .AsBuilder().UseFunctionInvocation().UseSpendAttribution().Build(counted.Services);

        Prop.ForAll(Calls.ArrayOf(CallsOfACase).ToArbitrary(), calls =>
        {
            MakeAsync(chat, calls).GetAwaiter().GetResult();
            Assert.Equal(api.Books.OrderBy(Order), counted.Books.OrderBy(Order));
        }).MustHold();

        Assert.NotEmpty(api.Books);
        static string Order(KeyValuePair<TokenBook, long> book) => book.Key.ToString();
    }

    private static Task MakeAsync(IChatClient chat, GeneratedCall[] calls) => Parallel.ForEachAsync(
        calls,
        new ParallelOptions { MaxDegreeOfParallelism = 16 },
        async (call, _) =>
        {
            using var outer = call.Nested && call.Script.Customer.Length > 0 ? SpendAttribution.Customer("somebody else") : null;
            using var scope = call.Script.Customer.Length > 0 ? SpendAttribution.Customer(call.Script.Customer) : null;
            var fails = call.Script.Failures == Attempts || call.Script.Ending == InferenceEnding.Broken
                || (call.Script.Ending == InferenceEnding.Silent && !(call.Streams && call.Leaves));
            try
            {
                await (call.Streams ? StreamAsync(chat, call) : AskAsync(chat, call.Script));
                Assert.False(fails, $"{call} did not fail.");
            }
            catch (Exception failure) when (fails && failure is ClientResultException or IOException or HttpRequestException or AggregateException or OperationCanceledException)
            {
                // As it was to.
            }
        });

    private static async Task AskAsync(IChatClient chat, InferenceScript script)
    {
        using CancellationTokenSource cancellation = new();
        var response = chat.GetResponseAsync(script.Prompt(), Tools(), cancellation.Token);
        if (script.Ending == InferenceEnding.Silent)
        {
            await cancellation.CancelAsync();
        }

        await response;
    }

    private static async Task StreamAsync(IChatClient chat, GeneratedCall call)
    {
        using CancellationTokenSource cancellation = new();
        var told = 0;
        await foreach (var update in chat.GetStreamingResponseAsync(call.Script.Prompt(), Tools(), cancellation.Token))
        {
            told += update.Contents.OfType<UsageContent>().Count();
            if (call.Leaves && told == call.Script.Tools + 1)
            {
                return;
            }

            // The first words of the last response, after which nothing comes.
            if (call.Script.Ending == InferenceEnding.Silent && told == call.Script.Tools && update.Text.Length > 0)
            {
                if (call.Leaves)
                {
                    return;
                }

                await cancellation.CancelAsync();
            }
        }
    }

    private static ChatOptions Tools() => new() { Tools = [AIFunctionFactory.Create(static () => "It is there.", "look_up")] };

    private sealed class RetryAtOnce() : ClientRetryPolicy(Attempts - 1)
    {
        protected override TimeSpan GetNextDelay(PipelineMessage message, int tryCount) => TimeSpan.Zero;
    }
}
