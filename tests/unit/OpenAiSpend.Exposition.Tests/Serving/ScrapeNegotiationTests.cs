using OpenAiSpend.Exposition.Serving;

namespace OpenAiSpend.Exposition.Tests.Serving;

public sealed class ScrapeNegotiationTests
{
    private const string Prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private const string Prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

    private const string Prometheus3Protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6," + Prometheus3;

    private const string Prometheus3TextOnly = "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    [Theory]
    [InlineData(null, nameof(ScrapeFormat.Text))]
    [InlineData("", nameof(ScrapeFormat.Text))]
    [InlineData("*/*", nameof(ScrapeFormat.Text))]
    [InlineData("text/*", nameof(ScrapeFormat.Text))]
    [InlineData("text/plain", nameof(ScrapeFormat.Text))]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", nameof(ScrapeFormat.Text))]
    [InlineData("application/json", nameof(ScrapeFormat.Text))]
    [InlineData("not a header;;;", nameof(ScrapeFormat.Text))]
    [InlineData(Prometheus2, nameof(ScrapeFormat.OpenMetrics))]
    [InlineData(Prometheus3, nameof(ScrapeFormat.OpenMetrics))]
    [InlineData(Prometheus3Protobuf, nameof(ScrapeFormat.OpenMetrics))]
    [InlineData(Prometheus3TextOnly, nameof(ScrapeFormat.Text))]
    [InlineData("application/openmetrics-text", nameof(ScrapeFormat.OpenMetrics))]
    [InlineData("APPLICATION/OpenMetrics-Text; VERSION=\"1.0.0\"", nameof(ScrapeFormat.OpenMetrics))]
    [InlineData("application/openmetrics-text;version=0.0.1", nameof(ScrapeFormat.Text))]
    [InlineData("application/openmetrics-text;q=0", nameof(ScrapeFormat.Text))]
    [InlineData("application/openmetrics-text;q=0.4, text/plain;q=0.5", nameof(ScrapeFormat.Text))]
    [InlineData("application/openmetrics-text, text/plain", nameof(ScrapeFormat.OpenMetrics))]
    [InlineData("*/*, application/openmetrics-text", nameof(ScrapeFormat.OpenMetrics))]
    public void Format_Accept_IsWhatItPrefers(string? accept, string expected) =>
        Assert.Equal(expected, ScrapeNegotiation.Format(accept).ToString());

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("gzip", true)]
    [InlineData("GZIP", true)]
    [InlineData("x-gzip", true)]
    [InlineData("deflate, gzip;q=0.5", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("*", true)]
    [InlineData("*;q=0", false)]
    [InlineData("br, zstd", false)]
    [InlineData("identity", false)]
    [InlineData("identity, gzip", true)]
    [InlineData("identity, gzip;q=0.5", false)]
    public void AcceptsGzip_AcceptEncoding_IsRespected(string? acceptEncoding, bool expected) =>
        Assert.Equal(expected, ScrapeNegotiation.AcceptsGzip(acceptEncoding));
}
