using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenAiSpend.Simulator;

/// <summary>A JSON body that writes itself; <paramref name="flush"/> sends what is written so far.</summary>
internal delegate Task JsonBody(Utf8JsonWriter writer, Func<Task> flush);

/// <summary>An answer in the shape of OpenAI's error body.</summary>
internal sealed class ApiErrorException(
    int status, string message, string? param = null, string? code = null, string type = "invalid_request_error") : Exception(message)
{
    public int Status { get; } = status;

    public static ApiErrorException BadRequest(string message, string? param, string? code = "invalid_request_error") =>
        new(400, message, param, code);

    public Task WriteAsync(Utf8JsonWriter writer)
    {
        JsonObject error = new() { ["message"] = Message, ["type"] = type, ["param"] = param, ["code"] = code };
        new JsonObject { ["error"] = error }.WriteTo(writer);
        return Task.CompletedTask;
    }
}

/// <summary>Sends JSON bodies.</summary>
internal static class ApiResponse
{
    public static Task WriteErrorAsync(HttpResponse response, ApiErrorException error)
    {
        response.StatusCode = error.Status;
        return WriteAsync(response, (writer, _) => error.WriteAsync(writer));
    }

    public static async Task WriteAsync(HttpResponse response, JsonBody body)
    {
        response.ContentType = "application/json";
        var aborted = response.HttpContext.RequestAborted;
        await using Utf8JsonWriter writer = new(response.BodyWriter);
        await body(writer, FlushAsync);
        await FlushAsync();

        async Task FlushAsync()
        {
            await writer.FlushAsync(aborted);
            await response.BodyWriter.FlushAsync(aborted);
        }
    }

    public static async Task<byte[]> RenderAsync(JsonBody body)
    {
        ArrayBufferWriter<byte> buffer = new();
        await using Utf8JsonWriter writer = new(buffer);
        await body(writer, () => Task.CompletedTask);
        await writer.FlushAsync();
        return buffer.WrittenSpan.ToArray();
    }
}
