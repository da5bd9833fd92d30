using System.Text;
using System.Text.Json;

namespace OpenAiSpend.OpenAi.Failures;

/// <summary>An error as the server told it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">What the server said, fit to be shown; empty where it said nothing.</param>
/// <param name="Code">OpenAI's code, for comparing only.</param>
/// <param name="Param">The parameter that OpenAI objects to, for comparing only.</param>
internal sealed record ApiError(int Status, string Message, string? Code, string? Param)
{
    /// <summary>Reads a body, which may be anything: OpenAI's JSON, a proxy's HTML, or nothing at all.</summary>
    public static ApiError Parse(int status, ReadOnlySpan<byte> body, ServerText text)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, ApiErrorJson.Default.ApiErrorEnvelopeDto)?.Error is { } error)
            {
                return new ApiError(status, text.Clean(error.Message), Text(error.Code), Text(error.Param));
            }
        }
        catch (JsonException)
        {
            // Then it is shown as it came.
        }

        return new ApiError(status, text.Clean(Encoding.UTF8.GetString(body)), null, null);
    }

    private static string? Text(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
