using System.Text;
using System.Text.Json;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi.Failures;

/// <summary>An error as the server told it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">What the server said, fit to be shown; empty where it said nothing.</param>
/// <param name="Code">OpenAI's code, for comparing only.</param>
/// <param name="Param">The parameter that OpenAI objects to, for comparing only.</param>
internal sealed record ApiError(int Status, string Message, string? Code, string? Param)
{
    /// <summary>Reads a body, which may be anything: OpenAI's <c>{"error":{…}}</c>, a proxy's HTML, or nothing at all.</summary>
    public static ApiError Parse(int status, ReadOnlyMemory<byte> body, ServerText text)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.Member("error"u8) is { ValueKind: JsonValueKind.Object } error
                && error.Member("message"u8) is { ValueKind: JsonValueKind.String or JsonValueKind.Null or JsonValueKind.Undefined } message)
            {
                return new ApiError(status, text.Clean(message.Text()), error.Member("code"u8).Text(), error.Member("param"u8).Text());
            }
        }
        catch (JsonException)
        {
            // Then it is shown as it came.
        }

        return new ApiError(status, text.Clean(Encoding.UTF8.GetString(body.Span)), null, null);
    }
}
