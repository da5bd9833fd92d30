using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>Takes what OpenTelemetry collects, when it is asked to, and writes it as text.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class CollectedMetrics : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock _lock = new();
    private ChunkedBuffer? _text;
    private ScrapeFormat _format;

    /// <inheritdoc/>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>Collects and writes all metrics as they are now. Callers wait for each other.</summary>
    public ChunkedBuffer Render(ScrapeFormat format)
    {
        lock (_lock)
        {
            var text = new ChunkedBuffer();
            (_text, _format) = (text, format);
            Collect?.Invoke(Timeout.Infinite);
            _text = null;
            return text;
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

        var writer = new MetricTextWriter(text, _format);
        writer.Write(metrics);
        writer.WriteEnd();
        return ExportResult.Success;
    }
}
