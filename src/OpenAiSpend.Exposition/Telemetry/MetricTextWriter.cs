using System.Buffers;
using System.Globalization;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Text;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>Writes metrics that OpenTelemetry collected.</summary>
internal sealed class MetricTextWriter(ChunkedBuffer text, ScrapeFormat format)
{
    private readonly ArrayBufferWriter<byte> _labels = new(256);

    /// <summary>Writes the metrics in the order of their names. Of two with the same name, the first is written.</summary>
    public void Write(IEnumerable<Metric> metrics)
    {
        var families = metrics
            .Select(metric => (Metric: metric, Type: TypeOf(metric)))
            .Where(family => family.Type is not null)
            .Select(family => (family.Metric, Type: family.Type!.Value,
                Name: PrometheusNames.Family(family.Metric.Name, family.Metric.Unit, family.Type.Value)))
            .DistinctBy(family => family.Name)
            .OrderBy(family => family.Name, StringComparer.Ordinal);
        foreach (var (metric, type, name) in families)
        {
            Write(metric, type, name);
        }
    }

    /// <summary>Writes the end of the page, which only OpenMetrics marks.</summary>
    public void WriteEnd()
    {
        if (format == ScrapeFormat.OpenMetrics)
        {
            text.Write("# EOF\n");
        }
    }

    private static FamilyType? TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum when RuntimeMeters.IsGauge(metric.Name) => FamilyType.Gauge,
        MetricType.LongSum or MetricType.DoubleSum => FamilyType.Counter,
        MetricType.LongGauge or MetricType.DoubleGauge => FamilyType.Gauge,
        MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => FamilyType.Gauge,
        MetricType.Histogram => FamilyType.Histogram,
        _ => null,
    };

    private void Write(Metric metric, FamilyType type, string name)
    {
        var sample = type == FamilyType.Counter ? $"{name}_total" : name;
        var isDeclared = false;
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (!isDeclared)
            {
                var declared = format == ScrapeFormat.OpenMetrics ? name : sample;
                text.Write($"# HELP {declared} {Help(metric)}\n# TYPE {declared} {TypeName(type)}\n");
                isDeclared = true;
            }

            SetLabels(in point);
            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    WriteHistogram(name, in point);
                    break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    Line(sample, point.GetSumLong());
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    Line(sample, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    Line(sample, point.GetGaugeLastValueLong());
                    break;
                default:
                    Line(sample, point.GetGaugeLastValueDouble());
                    break;
            }
        }
    }

    private void WriteHistogram(string name, in MetricPoint point)
    {
        var count = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            Line($"{name}_bucket", count, Bound(bucket.ExplicitBound));
        }

        Line($"{name}_sum", point.GetHistogramSum());
        Line($"{name}_count", point.GetHistogramCount());
    }

    // OpenMetrics wants bounds to look like floats, and one series should not have two names in two formats.
    private static string Bound(double bound) => double.IsPositiveInfinity(bound)
        ? "+Inf"
        : bound.ToString(double.IsInteger(bound) ? "0.0" : "R", CultureInfo.InvariantCulture);

    private static string TypeName(FamilyType type) => type switch
    {
        FamilyType.Counter => "counter",
        FamilyType.Histogram => "histogram",
        _ => "gauge",
    };

    // The two formats escape quotes differently, so there are none.
    private static string Help(Metric metric) => (string.IsNullOrEmpty(metric.Description) ? metric.Name : metric.Description)
        .Replace('"', '\'').Replace('\n', ' ').Replace("\\", "\\\\", StringComparison.Ordinal);

    private void SetLabels(in MetricPoint point)
    {
        _labels.ResetWrittenCount();
        foreach (var (key, value) in point.Tags)
        {
            var shown = value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture);
            AddLabel(PrometheusNames.Label(key), shown ?? string.Empty);
        }
    }

    private void AddLabel(string name, string value)
    {
        _labels.Write(_labels.WrittenCount == 0 ? "{"u8 : ","u8);
        LabelText.Write(_labels, name, LabelText.Escape(value));
    }

    private void Line(string name, double value, string? bound = null)
    {
        text.Write(name);
        var labels = _labels.WrittenSpan;
        text.Write(labels);
        if (bound is not null)
        {
            text.Write($"{(labels.IsEmpty ? '{' : ',')}le=\"{bound}\"");
        }

        text.Write(labels.IsEmpty && bound is null ? " "u8 : "} "u8);
        text.Advance(NumberText.Write(value, text.GetSpan(NumberText.MaxLength)));
        text.Write("\n"u8);
    }
}
