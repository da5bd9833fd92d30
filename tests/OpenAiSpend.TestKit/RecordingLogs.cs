using Microsoft.Extensions.Logging;

namespace OpenAiSpend.TestKit;

/// <summary>Remembers what is logged by all the loggers of a host or a client.</summary>
public sealed class RecordingLogs : ILoggerFactory, ILoggerProvider
{
    private readonly RecordingLogger _logger = new();

    public IReadOnlyCollection<(LogLevel Level, string Text)> Lines => _logger.Lines;

    public ILogger CreateLogger(string categoryName) => _logger;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
