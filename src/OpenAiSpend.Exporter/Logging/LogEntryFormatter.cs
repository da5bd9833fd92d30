using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace OpenAiSpend.Exporter.Logging;

/// <summary>
/// Writes one line for each event, as Prometheus does: the time, the level, a constant message, then the values as
/// fields. How a field is written is up to the two formats, <c>logfmt</c> and <c>json</c>.
/// </summary>
internal abstract class LogEntryFormatter(string format, TimeProvider clock) : ConsoleFormatter(NameOf(format))
{
    private const string OriginalFormat = "{OriginalFormat}";

    // The host logs why it did not start, with a stack trace, and then throws it to the program, which says it in words.
    private const string HostDidNotStart = "HostedServiceStartupFaulted";

    /// <summary>The name by which the framework knows the formatter of a format. Of <c>json</c> it has one of its own, which would be taken.</summary>
    public static string NameOf(string format) => $"openai-spend-{format}";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (logEntry.EventId.Name == HostDidNotStart)
        {
            return;
        }

        var line = new StringBuilder();
        Begin(line);
        Field(line, "time", clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        Field(line, "level", Level(logEntry.LogLevel));

        var fields = logEntry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        if (ConstantMessage(fields) is { } message)
        {
            Field(line, "msg", message);
            foreach (var (key, value) in fields)
            {
                if (key != OriginalFormat && value is not null)
                {
                    Field(line, SnakeCase(key), Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty);
                }
            }
        }
        else
        {
            Field(line, "msg", logEntry.Formatter(logEntry.State, logEntry.Exception));
            Field(line, "logger", logEntry.Category);
        }

        if (logEntry.Exception is { } exception)
        {
            Field(line, "exception", exception.ToString());
        }

        End(line);
        textWriter.WriteLine(line);
    }

    protected abstract void Begin(StringBuilder line);

    protected abstract void Field(StringBuilder line, string key, string value);

    protected abstract void End(StringBuilder line);

    // "Poll failed: {Organization} {Surface}" has its values behind the colon and nothing else there.
    private static string? ConstantMessage(IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        var template = fields.Count == 0 || fields[^1].Key != OriginalFormat ? null : fields[^1].Value as string;
        if (template is null)
        {
            return null;
        }

        var brace = template.IndexOf('{');
        if (brace < 0)
        {
            return template;
        }

        var onlyFields = template[brace..].Split(' ').All(static word => word is ['{', .., '}']);
        return onlyFields && template.AsSpan(0, brace).EndsWith(": ") ? template[..(brace - 2)] : null;
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };
}
