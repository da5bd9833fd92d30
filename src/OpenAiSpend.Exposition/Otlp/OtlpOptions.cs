using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>Where the metrics are pushed by OTLP, and how.</summary>
public sealed class OtlpOptions
{
    /// <summary>The address that takes metrics: by HTTP all of it, as in <c>http://localhost:4318/v1/metrics</c>; by gRPC the server.</summary>
    public required Uri Endpoint { get; set; }

    /// <summary>The protocol. Default HTTP, which is what OpenTelemetry's specification recommends.</summary>
    public OtlpExportProtocol Protocol { get; set; } = OtlpExportProtocol.HttpProtobuf;

    /// <summary>How requests are compressed. Default gzip: labels repeat, and a twentieth of the bytes is left.</summary>
    public OtlpExportCompression Compression { get; set; } = OtlpExportCompression.GZip;

    /// <summary>Headers of each request, as <c>OTEL_EXPORTER_OTLP_HEADERS</c> writes them. A secret. Default none.</summary>
    public string? Headers { get; set; }

    /// <summary>How long one request may take. Default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>From push to push. Default 60 s. Receivers forget a gauge that they have not heard of for five minutes.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the exporter's own counters are sent as totals or as what was added since the last push. Gauges have no such choice. Default totals.</summary>
    public MetricReaderTemporalityPreference Temporality { get; set; } = MetricReaderTemporalityPreference.Cumulative;

    /// <summary>The resource attribute <c>service.name</c>; Prometheus makes the label <c>job</c> of it.</summary>
    public string ServiceName { get; set; } = "openai-spend-exporter";

    /// <summary>The resource attribute <c>service.instance.id</c>; Prometheus makes the label <c>instance</c> of it. It is the same after a restart, so that no series comes twice. Default the machine's name.</summary>
    public string InstanceId { get; set; } = Environment.MachineName;
}
