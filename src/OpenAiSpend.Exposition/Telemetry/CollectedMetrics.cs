using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>Takes what OpenTelemetry collects, when it is asked to, and writes it as text.</summary>
/// <param name="store">Holds what the metrics are about.</param>
[ExportModes(ExportModes.Pull)]
internal sealed class CollectedMetrics(ExpositionStore store) : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock _lock = new();
    private readonly MetricTextWriter _writer = new();
    private ChunkedBuffer? _text;
    private ScrapeFormat _format;
    private CollectedText? _last;
    private int _begun;

    /// <inheritdoc/>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>
    /// Collects and writes all metrics as they are now. Callers wait for each other, and those who waited together share
    /// what was begun after all of them had asked.
    /// </summary>
    public CollectedText Render(ScrapeFormat format)
    {
        var begunBefore = Volatile.Read(ref _begun);
        lock (_lock)
        {
            if (_begun != begunBefore && _format == format && _last is { } shared)
            {
                return shared;
            }

            Volatile.Write(ref _begun, unchecked(_begun + 1));
            var text = new ChunkedBuffer();
            (_text, _format) = (text, format);
            var exposition = store.Current;
            SelfTelemetry.Collect(exposition, () => Collect?.Invoke(Timeout.Infinite) ?? true);
            (_text, _last) = (null, new CollectedText(exposition, text));
            return _last;
        }
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        // Nobody asks for the last collection, the one on shutdown.
        if (_text is not { } text)
        {
            return ExportResult.Success;
        }

        var metrics = new List<Metric>();
        foreach (var metric in batch)
        {
            metrics.Add(metric);
        }

        _writer.Write(text, _format, metrics);
        return ExportResult.Success;
    }
}

/// <summary>The exporter's own metrics, and the exposition that they are about.</summary>
/// <param name="Exposition">The exposition, or null before the first.</param>
/// <param name="Text">The metrics, and the end of the exposition.</param>
internal sealed record CollectedText(SpendExposition? Exposition, ChunkedBuffer Text);
