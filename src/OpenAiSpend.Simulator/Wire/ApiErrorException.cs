namespace OpenAiSpend.Simulator;

/// <summary>An answer in the shape of OpenAI's error body.</summary>
internal sealed class ApiErrorException(
    int status, string message, string? param = null, string? code = null, string type = "invalid_request_error") : Exception(message)
{
    public int Status { get; } = status;

    public string? Param { get; } = param;

    public string? Code { get; } = code;

    public string Type { get; } = type;

    public static ApiErrorException BadRequest(string message, string? param, string? code = "invalid_request_error") =>
        new(400, message, param, code);
}
