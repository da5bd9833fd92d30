using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>Collects and exports when it is told to, and at no other time: OpenTelemetry's own readers do so once more when they are shut down.</summary>
internal sealed class PushReader(BaseExporter<Metric> exporter) : BaseExportingMetricReader(exporter)
{
    /// <inheritdoc/>
    protected override bool OnShutdown(int timeoutMilliseconds) => exporter.Shutdown(timeoutMilliseconds);
}
