using System.Buffers;
using System.Globalization;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Text;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>Writes metrics that OpenTelemetry collected. Calls must not overlap.</summary>
internal sealed class MetricTextWriter
{
    // Metrics live as long as their provider, and the names of labels are few.
    private readonly Dictionary<Metric, MetricHead?> _heads = [];
    private readonly Dictionary<string, string> _labelNames = [];
    private readonly ArrayBufferWriter<byte> _labels = new(256);
    private ChunkedBuffer _text = new();

    /// <summary>Writes the metrics in the order of their names, and the end of the page. Of two with the same name, the first is written.</summary>
    public void Write(ChunkedBuffer text, ScrapeFormat format, IEnumerable<Metric> metrics)
    {
        _text = text;
        var families = metrics
            .Select(metric => (Metric: metric, Head: HeadOf(metric)!))
            .Where(static family => family.Head is not null)
            .DistinctBy(static family => family.Head.Name)
            .OrderBy(static family => family.Head.Name, StringComparer.Ordinal);
        foreach (var (metric, head) in families)
        {
            Write(metric, head, format);
        }

        // Only OpenMetrics marks it.
        if (format == ScrapeFormat.OpenMetrics)
        {
            _text.Write("# EOF\n");
        }
    }

    private MetricHead? HeadOf(Metric metric)
    {
        if (!_heads.TryGetValue(metric, out var head))
        {
            _heads.Add(metric, head = MetricHead.Of(metric));
        }

        return head;
    }

    private void Write(Metric metric, MetricHead head, ScrapeFormat format)
    {
        var isDeclared = false;
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (!isDeclared)
            {
                _text.Write(head.Declaration(format));
                isDeclared = true;
            }

            SetLabels(in point);
            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    WriteHistogram(head.Name, in point);
                    break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    Line(head.Sample, point.GetSumLong());
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    Line(head.Sample, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    Line(head.Sample, point.GetGaugeLastValueLong());
                    break;
                default:
                    Line(head.Sample, point.GetGaugeLastValueDouble());
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

    private void SetLabels(in MetricPoint point)
    {
        _labels.ResetWrittenCount();
        foreach (var (key, value) in point.Tags)
        {
            var shown = value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture);
            AddLabel(LabelName(key), shown ?? string.Empty);
        }
    }

    private string LabelName(string key)
    {
        if (!_labelNames.TryGetValue(key, out var name))
        {
            _labelNames.Add(key, name = PrometheusNames.Label(key));
        }

        return name;
    }

    private void AddLabel(string name, string value)
    {
        _labels.Write(_labels.WrittenCount == 0 ? "{"u8 : ","u8);
        LabelText.Write(_labels, name, LabelText.Escape(value));
    }

    private void Line(string name, double value, string? bound = null)
    {
        _text.Write(name);
        var labels = _labels.WrittenSpan;
        _text.Write(labels);
        if (bound is not null)
        {
            _text.Write($"{(labels.IsEmpty ? '{' : ',')}le=\"{bound}\"");
        }

        _text.Write(labels.IsEmpty && bound is null ? " "u8 : "} "u8);
        _text.Advance(NumberText.Write(value, _text.GetSpan(NumberText.MaxLength)));
        _text.Write("\n"u8);
    }
}
