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
    [InlineData(null, ScrapeNegotiation.Text)]
    [InlineData("", ScrapeNegotiation.Text)]
    [InlineData("*/*", ScrapeNegotiation.Text)]
    [InlineData("text/*", ScrapeNegotiation.Text)]
    [InlineData("text/plain", ScrapeNegotiation.Text)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ScrapeNegotiation.Text)]
    [InlineData("application/json", ScrapeNegotiation.Text)]
    [InlineData("not a header;;;", ScrapeNegotiation.Text)]
    [InlineData(Prometheus2, ScrapeNegotiation.OpenMetrics)]
    [InlineData(Prometheus3, ScrapeNegotiation.OpenMetrics)]
    [InlineData(Prometheus3Protobuf, ScrapeNegotiation.OpenMetrics)]
    [InlineData(Prometheus3TextOnly, ScrapeNegotiation.Text1)]
    [InlineData("text/plain;version=1.0.0;escaping=dots", ScrapeNegotiation.Text1)]
    [InlineData("text/plain;version=2.0.0", ScrapeNegotiation.Text)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=values", ScrapeNegotiation.OpenMetrics)]
    [InlineData("application/openmetrics-text", ScrapeNegotiation.OpenMetrics)]
    [InlineData("APPLICATION/OpenMetrics-Text; VERSION=\"1.0.0\"", ScrapeNegotiation.OpenMetrics)]
    [InlineData("application/openmetrics-text;version=0.0.1", ScrapeNegotiation.Text)]
    [InlineData("application/openmetrics-text;q=0", ScrapeNegotiation.Text)]
    [InlineData("application/openmetrics-text;q=0.4, text/plain;q=0.5", ScrapeNegotiation.Text)]
    [InlineData("application/openmetrics-text, text/plain", ScrapeNegotiation.OpenMetrics)]
    [InlineData("*/*, application/openmetrics-text", ScrapeNegotiation.OpenMetrics)]
    public void ContentType_Accept_IsWhatItPrefers(string? accept, string expected) =>
        Assert.Equal(expected, ScrapeNegotiation.ContentType(accept));

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
