using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace OpenAiSpend.Exporter.Logging;

/// <summary>
/// Writes one line for each event, as Prometheus does: time, level, a constant message, then the values as fields.
/// The formats <c>logfmt</c> and <c>json</c> decide how a field is written.
/// </summary>
internal abstract class LogEntryFormatter(string format, TimeProvider clock) : ConsoleFormatter(NameOf(format))
{
    private const string OriginalFormat = "{OriginalFormat}";

    // The host logs a failed start with a stack trace and then throws it; the program prints the reason in words.
    private const string HostDidNotStart = "HostedServiceStartupFaulted";

    /// <summary>The name under which the framework knows the formatter. It has a formatter named <c>json</c> of its own, hence the prefix.</summary>
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
                    Field(line, JsonNamingPolicy.SnakeCaseLower.ConvertName(key), Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty);
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

    protected virtual void Begin(StringBuilder line)
    {
    }

    protected abstract void Field(StringBuilder line, string key, string value);

    protected virtual void End(StringBuilder line)
    {
    }

    // The part before the colon of a template such as "Poll failed: {Organization} {Surface}".
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

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };
}

/// <summary><c>time=… level=info msg="Surface read" organization=acme</c>.</summary>
internal sealed class LogfmtFormatter(TimeProvider clock) : LogEntryFormatter(FormatName, clock)
{
    public const string FormatName = "logfmt";

    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+@");

    protected override void Field(StringBuilder line, string key, string value)
    {
        if (line.Length > 0)
        {
            line.Append(' ');
        }

        line.Append(key).Append('=');
        if (value.Length > 0 && !value.AsSpan().ContainsAnyExcept(PlainCharacters))
        {
            line.Append(value);
            return;
        }

        line.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => line.Append("\\\""),
                '\\' => line.Append("\\\\"),
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append("\\t"),
                _ when char.IsControl(c) => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => line.Append(c),
            };
        }

        line.Append('"');
    }
}

/// <summary><c>{"time":"…","level":"info","msg":"Surface read","organization":"acme"}</c>.</summary>
internal sealed class JsonFormatter(TimeProvider clock) : LogEntryFormatter(FormatName, clock)
{
    public const string FormatName = "json";

    protected override void Begin(StringBuilder line) => line.Append('{');

    protected override void Field(StringBuilder line, string key, string value)
    {
        if (line.Length > 1)
        {
            line.Append(',');
        }

        line.Append('"').Append(key).Append("\":\"").Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)).Append('"');
    }

    protected override void End(StringBuilder line) => line.Append('}');
}
