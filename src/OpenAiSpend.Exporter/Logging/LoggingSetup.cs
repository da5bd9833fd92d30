using Microsoft.Extensions.Logging.Console;
using OpenAiSpend.Exporter.Configuration;

namespace OpenAiSpend.Exporter.Logging;

/// <summary>Sends the log to standard error in one of the two formats.</summary>
internal static class LoggingSetup
{
    /// <summary>The values of <c>--log.level</c>.</summary>
    public static readonly string[] Levels = ["debug", "info", "warn", "error"];

    /// <summary>The values of <c>--log.format</c>.</summary>
    public static readonly string[] Formats = [LogfmtFormatter.FormatName, JsonFormatter.FormatName];

    /// <summary>Sets up the log.</summary>
    /// <param name="logging">Where to.</param>
    /// <param name="level">What is logged, which may change.</param>
    /// <param name="format">How.</param>
    public static void Use(ILoggingBuilder logging, LogLevelSwitch level, string format)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddFilter((category, of) => of >= level.LeastOf(category));
        logging.AddConsole(console =>
        {
            console.FormatterName = LogEntryFormatter.NameOf(format);
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        // They have no options, which AddConsoleFormatter would bind by reflection.
        logging.Services.AddSingleton<ConsoleFormatter, LogfmtFormatter>();
        logging.Services.AddSingleton<ConsoleFormatter, JsonFormatter>();
    }
}

/// <summary>What is logged: what the file says, or else what the flag or its default does.</summary>
internal sealed class LogLevelSwitch : IReloadable
{
    private readonly string _otherwise;
    private volatile int _least;

    /// <param name="otherwise">One of <see cref="LoggingSetup.Levels"/>.</param>
    /// <param name="options">The configuration.</param>
    public LogLevelSwitch(string otherwise, ExporterOptions options)
    {
        _otherwise = otherwise;
        Apply(options);
    }

    /// <summary>The least level of a category. The framework speaks of its own matters; only its troubles concern an operator.</summary>
    public LogLevel LeastOf(string? category) => (LogLevel)(IsFramework(category) ? Math.Max(_least, (int)LogLevel.Warning) : _least);

    /// <inheritdoc/>
    public void Apply(ExporterOptions options) => _least = (int)((options.LogLevel ?? _otherwise) switch
    {
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    });

    private static bool IsFramework(string? category) =>
        category is not null && (category.StartsWith("Microsoft", StringComparison.Ordinal) || category.StartsWith("System", StringComparison.Ordinal));
}
