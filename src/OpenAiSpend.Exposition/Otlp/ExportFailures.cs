using System.Diagnostics.Tracing;
using System.Globalization;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>
/// Hears why an export failed. The exporters themselves only say that it did; the reason goes to the event source of the
/// SDK, as its own log.
/// </summary>
internal sealed class ExportFailures : EventListener
{
    private const string ExporterEvents = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private string? _last;

    /// <summary>Why the last export failed, or null where none has, or nobody said why.</summary>
    public string? Last => Volatile.Read(ref _last);

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == ExporterEvents)
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The text may end in an exception with its stack, of which the first line says what happened.
        var text = string.Format(CultureInfo.InvariantCulture, eventData.Message ?? string.Empty, [.. eventData.Payload ?? []]);
        Volatile.Write(ref _last, text.Split('\n', 2)[0].TrimEnd());
    }
}
