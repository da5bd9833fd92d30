using Microsoft.Extensions.Logging;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>What pushing logs.</summary>
internal static partial class OtlpLog
{
    [LoggerMessage(211, LogLevel.Information, "Pushing metrics by OTLP: {Endpoint} {Interval}")]
    public static partial void Pushing(this ILogger logger, Uri endpoint, TimeSpan interval);

    [LoggerMessage(212, LogLevel.Warning, "Metrics cannot be pushed by OTLP, which is tried again at every interval; /metrics is not affected: {Endpoint} {Error} {Interval}")]
    public static partial void PushFailed(this ILogger logger, Uri endpoint, string error, TimeSpan interval);

    [LoggerMessage(213, LogLevel.Information, "Metrics are pushed by OTLP again: {Endpoint}")]
    public static partial void PushWorks(this ILogger logger, Uri endpoint);
}
