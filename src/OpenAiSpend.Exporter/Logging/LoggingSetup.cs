using Microsoft.Extensions.Logging.Console;

namespace OpenAiSpend.Exporter.Logging;

/// <summary>Sends the log to standard error in one of the two formats.</summary>
internal static class LoggingSetup
{
    /// <summary>The values of <c>--log.level</c>.</summary>
    public static readonly string[] Levels = ["debug", "info", "warn", "error"];

    /// <summary>The values of <c>--log.format</c>.</summary>
    public static readonly string[] Formats = [LogfmtFormatter.FormatName, JsonFormatter.FormatName];

    public static void Use(ILoggingBuilder logging, string level, string format)
    {
        var least = level switch
        {
            "debug" => LogLevel.Debug,
            "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => LogLevel.Information,
        };
        logging.ClearProviders();
        logging.SetMinimumLevel(least);

        // The framework speaks of its own matters; only its troubles concern an operator.
        logging.AddFilter("Microsoft", least > LogLevel.Warning ? least : LogLevel.Warning);
        logging.AddFilter("System", least > LogLevel.Warning ? least : LogLevel.Warning);
        logging.AddConsole(console =>
        {
            console.FormatterName = LogEntryFormatter.NameOf(format);
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.AddConsoleFormatter<LogfmtFormatter, ConsoleFormatterOptions>();
        logging.AddConsoleFormatter<JsonFormatter, ConsoleFormatterOptions>();
    }
}
