using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>Takes what OpenTelemetry collects, when it is asked to, and writes it as text.</summary>
/// <param name="moment">Held while metrics are collected: whoever changes several that belong together holds it, too.</param>
[ExportModes(ExportModes.Pull)]
internal sealed class CollectedMetrics(Lock moment) : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly MetricTextWriter _writer = new();
    private ChunkedBuffer? _text;
    private ScrapeFormat _format;
    private ChunkedBuffer? _last;
    private int _begun;

    /// <inheritdoc/>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>
    /// Collects and writes all metrics as they are now. Callers wait for each other, and those who waited together share
    /// what was begun after all of them had asked.
    /// </summary>
    public ChunkedBuffer Render(ScrapeFormat format)
    {
        var begunBefore = Volatile.Read(ref _begun);
        lock (moment)
        {
            if (_begun != begunBefore && _format == format && _last is { } shared)
            {
                return shared;
            }

            Volatile.Write(ref _begun, unchecked(_begun + 1));
            var text = new ChunkedBuffer();
            (_text, _format) = (text, format);
            Collect?.Invoke(Timeout.Infinite);
            (_text, _last) = (null, text);
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

        _writer.Write(text, _format, metrics);
        return ExportResult.Success;
    }
}
