using System.Buffers;
using System.Text.Json;

namespace OpenAiSpend.Simulator;

/// <summary>Writes JSON bodies to the wire.</summary>
internal static class JsonResponses
{
    public static Task WriteErrorAsync(HttpResponse response, ApiErrorException error) =>
        WriteErrorAsync(response, error.Status, error.Message, error.Type, error.Param, error.Code);

    public static async Task WriteErrorAsync(HttpResponse response, int status, string message, string type, string? param, string? code)
    {
        response.StatusCode = status;
        await WriteAsync(response, (writer, _) =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteString("message", message);
            writer.WriteString("type", type);
            writer.WriteString("param", param);
            writer.WriteString("code", code);
            writer.WriteEndObject();
            writer.WriteEndObject();
            return Task.CompletedTask;
        });
    }

    public static async Task WriteAsync(HttpResponse response, Reply reply)
    {
        response.ContentType = "application/json";
        var aborted = response.HttpContext.RequestAborted;
        await using Utf8JsonWriter writer = new(response.BodyWriter);
        await reply(writer, HandOnAsync);
        await HandOnAsync();

        async Task HandOnAsync()
        {
            await writer.FlushAsync(aborted);
            await response.BodyWriter.FlushAsync(aborted);
        }
    }

    public static async Task<byte[]> RenderAsync(Reply reply)
    {
        ArrayBufferWriter<byte> buffer = new();
        await using Utf8JsonWriter writer = new(buffer);
        await reply(writer, () => Task.CompletedTask);
        await writer.FlushAsync();
        return buffer.WrittenSpan.ToArray();
    }
}
