using System.Text;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Serving;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>What the text of a metric begins with. It is the same on every scrape.</summary>
internal sealed class MetricHead
{
    private readonly byte[] _text;
    private readonly byte[] _openMetrics;

    private MetricHead(Metric metric, FamilyType type)
    {
        Name = PrometheusNames.Family(metric.Name, metric.Unit, type);
        Sample = type == FamilyType.Counter ? $"{Name}_total" : Name;
        _text = Head(Sample, metric, type);
        _openMetrics = Head(Name, metric, type);
    }

    /// <summary>The name of the family, without the suffix of counters.</summary>
    public string Name { get; }

    /// <summary>The name of its samples, but for those of a histogram.</summary>
    public string Sample { get; }

    /// <summary>Works it out, or returns null where Prometheus has nothing like the metric.</summary>
    public static MetricHead? Of(Metric metric) => TypeOf(metric) is { } type ? new MetricHead(metric, type) : null;

    /// <summary>The two lines that declare the family.</summary>
    public ReadOnlySpan<byte> Declaration(ScrapeFormat format) => format == ScrapeFormat.OpenMetrics ? _openMetrics : _text;

    private static FamilyType? TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum when RuntimeMeters.IsGauge(metric.Name) => FamilyType.Gauge,
        MetricType.LongSum or MetricType.DoubleSum => FamilyType.Counter,
        MetricType.LongGauge or MetricType.DoubleGauge => FamilyType.Gauge,
        MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => FamilyType.Gauge,
        MetricType.Histogram => FamilyType.Histogram,
        _ => null,
    };

    private static byte[] Head(string declared, Metric metric, FamilyType type) =>
        Encoding.UTF8.GetBytes($"# HELP {declared} {Help(metric)}\n# TYPE {declared} {TypeName(type)}\n");

    private static string TypeName(FamilyType type) => type switch
    {
        FamilyType.Counter => "counter",
        FamilyType.Histogram => "histogram",
        _ => "gauge",
    };

    // The two formats escape quotes differently, so there are none.
    private static string Help(Metric metric) => (string.IsNullOrEmpty(metric.Description) ? metric.Name : metric.Description)
        .Replace('"', '\'').Replace('\n', ' ').Replace("\\", "\\\\", StringComparison.Ordinal);
}
