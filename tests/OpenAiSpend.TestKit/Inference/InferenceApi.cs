using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpenAiSpend.TestKit.Inference;

/// <summary>
/// A stand-in of OpenAI's inference API on loopback: chat completions, as one answer and as a stream, and embeddings. It does what an
/// <see cref="InferenceScript"/> says, and keeps books of the usage that it told.
/// </summary>
public sealed class InferenceApi : IAsyncDisposable
{
    /// <summary>What follows the name of a model that was asked for, in the name of the one that answers.</summary>
    public const string Date = "-2025-08-07";

    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<Guid, int> _requests = new();

    private InferenceApi(WebApplication server) => _server = server;

    /// <summary>The base address of the API.</summary>
    public Uri Url => new(new Uri(_server.Urls.Single()), "/v1");

    /// <summary>The tokens that were told, by customer, model and kind.</summary>
    public ConcurrentDictionary<TokenBook, long> Books { get; } = new();

    public static async Task<InferenceApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        InferenceApi api = new(server);
        server.MapPost("/v1/chat/completions", api.ChatAsync);
        server.MapPost("/v1/embeddings", api.EmbedAsync);
        await server.StartAsync();
        return api;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ChatAsync(HttpContext context)
    {
        var request = (await JsonNode.ParseAsync(context.Request.Body))!;
        var messages = request["messages"]!.AsArray();
        var script = InferenceScript.Of(Text(messages[0]!["content"]!));
        if (_requests.AddOrUpdate(script.Call, 1, static (_, count) => count + 1) <= script.Failures)
        {
            context.Response.StatusCode = script.Call.ToByteArray()[0] % 2 == 0 ? 429 : 503;
            return;
        }

        var model = $"{request["model"]}{Date}";
        var usesTool = messages.Count(static message => (string?)message!["role"] == "tool") < script.Tools;
        var ending = usesTool ? InferenceEnding.Whole : script.Ending;
        if (request["stream"]?.GetValue<bool>() == true)
        {
            context.Response.ContentType = "text/event-stream";
            await SendAsync(context, Chunk(model, new { role = "assistant", content = "This " }, finish: null));
            await EndAsync(context, ending);
            await SendAsync(context, Chunk(model, usesTool ? new { tool_calls = new[] { ToolCall } } : new { content = "helps." }, finish: null));
            await SendAsync(context, Chunk(model, new { }, usesTool ? "tool_calls" : "stop"));
            if (request["stream_options"]?["include_usage"]?.GetValue<bool>() == true)
            {
                await SendAsync(context, new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1, model, choices = Array.Empty<object>(), usage = Tell(script, model) });
            }

            await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
            return;
        }

        await EndAsync(context, ending);
        object message = usesTool ? new { role = "assistant", tool_calls = new[] { ToolCall } } : new { role = "assistant", content = "This helps." };
        object[] choices = [new { index = 0, finish_reason = usesTool ? "tool_calls" : "stop", message }];
        await context.Response.WriteAsJsonAsync(new { id = "chatcmpl-1", @object = "chat.completion", created = 1, model, choices, usage = Tell(script, model) });
    }

    private async Task EmbedAsync(HttpContext context)
    {
        var request = (await JsonNode.ParseAsync(context.Request.Body))!;
        var script = InferenceScript.Of(Text(request["input"]!));
        var model = (string)request["model"]!;
        Tell(new TokenBook(script.Customer, model, "input"), script.Input);
        var embedding = Convert.ToBase64String(MemoryMarshal.AsBytes<float>([0.5f, 0.25f]));
        object[] data = [new { @object = "embedding", index = 0, embedding }];
        await context.Response.WriteAsJsonAsync(new { @object = "list", data, model, usage = new { prompt_tokens = script.Input, total_tokens = script.Input } });
    }

    private static object ToolCall => new { index = 0, id = "call_1", type = "function", function = new { name = "look_up", arguments = "{}" } };

    private static object Chunk(string model, object delta, string? finish) =>
        new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1, model, choices = new[] { new { index = 0, delta, finish_reason = finish } } };

    // A text, or a list of one.
    private static string Text(JsonNode content) => content is JsonArray parts
        ? parts[0] is JsonObject part ? (string)part["text"]! : (string)parts[0]!
        : (string)content!;

    private static async Task SendAsync(HttpContext context, object chunk)
    {
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static async Task EndAsync(HttpContext context, InferenceEnding ending)
    {
        switch (ending)
        {
            case InferenceEnding.Broken:
                context.Abort();
                throw new OperationCanceledException("The connection was broken off, as the script says.");
            case InferenceEnding.Silent:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                break;
        }
    }

    private object Tell(InferenceScript script, string model)
    {
        Tell(new TokenBook(script.Customer, model, "input"), script.Input);
        Tell(new TokenBook(script.Customer, model, "cache_read.input"), script.Cached);
        Tell(new TokenBook(script.Customer, model, "output"), script.Output);
        Tell(new TokenBook(script.Customer, model, "reasoning.output"), script.Reasoning);
        return new
        {
            prompt_tokens = script.Input,
            completion_tokens = script.Output,
            total_tokens = script.Input + script.Output,
            prompt_tokens_details = new { cached_tokens = script.Cached, audio_tokens = 0 },
            completion_tokens_details = new { reasoning_tokens = script.Reasoning, audio_tokens = 0 },
        };
    }

    private void Tell(TokenBook book, int tokens)
    {
        if (tokens > 0)
        {
            Books.AddOrUpdate(book, tokens, (_, told) => told + tokens);
        }
    }
}
