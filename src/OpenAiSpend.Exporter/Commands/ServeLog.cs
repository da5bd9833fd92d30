namespace OpenAiSpend.Exporter.Commands;

/// <summary>What the program says of itself when it starts and ends.</summary>
internal static partial class ServeLog
{
    [LoggerMessage(101, LogLevel.Information, "OpenAI Spend Exporter listens: {Version} {Address}")]
    public static partial void Listening(this ILogger logger, string version, string address);

    [LoggerMessage(102, LogLevel.Information, "Reading an organization: {Organization} {BaseUrl} {AdminKeyFrom}")]
    public static partial void Reading(this ILogger logger, string organization, Uri baseUrl, string adminKeyFrom);

    [LoggerMessage(103, LogLevel.Error, "Cannot listen: {Address} {Error}")]
    public static partial void CannotListen(this ILogger logger, string address, string error);

    [LoggerMessage(104, LogLevel.Information, "Ended")]
    public static partial void Ended(this ILogger logger);
}
