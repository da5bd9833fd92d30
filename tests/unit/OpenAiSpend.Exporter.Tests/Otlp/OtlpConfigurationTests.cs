using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.TestKit;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exporter.Tests.Otlp;

public sealed class OtlpConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new() { ["OPENAI_ADMIN_KEY"] = "sk-admin-0123456789abcdef" };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("otlp: { endpoint: \"\" }")]
    public void Read_NoEndpoint_PushesNothing(string? yaml) => Assert.Null(Read(yaml));

    [Fact]
    public void Read_EndpointAlone_HasTheDefaultsOfTheSpecification()
    {
        var otlp = Read("otlp: { endpoint: \"http://collector:4318/some/path/\" }")!;

        Assert.Equal(new Uri("http://collector:4318/some/path/v1/metrics"), otlp.Endpoint);
        Assert.Equal(
            (OtlpExportProtocol.HttpProtobuf, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10), null, MetricReaderTemporalityPreference.Cumulative),
            (otlp.Protocol, otlp.Interval, otlp.Timeout, otlp.Headers, otlp.Temporality));
    }

    [Fact]
    public void Read_StandardVariables_GoBeforeTheFile()
    {
        Set("OTEL_EXPORTER_OTLP_ENDPOINT", "https://general:4317");
        Set("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
        Set("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20abc");
        Set("OTEL_EXPORTER_OTLP_TIMEOUT", "2500");
        Set("OTEL_EXPORTER_OTLP_COMPRESSION", "none");
        Set("OTEL_METRIC_EXPORT_INTERVAL", "15000");
        Set("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta");

        var otlp = Read("otlp: { endpoint: \"http://file:4318\", protocol: http/protobuf, interval: 2m }")!;

        Assert.Equal(new Uri("https://general:4317"), otlp.Endpoint);
        Assert.Equal(
            (OtlpExportProtocol.Grpc, OtlpExportCompression.None, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(2.5), "authorization=Basic%20abc", MetricReaderTemporalityPreference.Delta),
            (otlp.Protocol, otlp.Compression, otlp.Interval, otlp.Timeout, otlp.Headers, otlp.Temporality));
    }

    [Fact]
    public void Read_VariablesOfMetrics_GoBeforeThoseOfAllSignalsAndAreTakenAsTheyAre()
    {
        Set("OTEL_EXPORTER_OTLP_ENDPOINT", "https://general:4318");
        Set("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://metrics:4318/in");
        Set("OTEL_EXPORTER_OTLP_HEADERS", "a=general");
        Set("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "a=metrics");

        var otlp = Read(null)!;

        Assert.Equal((new Uri("https://metrics:4318/in"), "a=metrics"), (otlp.Endpoint, otlp.Headers));
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_METRICS_EXPORTER", "none")]
    public void Read_SwitchedOffByAVariable_PushesNothing(string name, string value)
    {
        Set(name, value);
        Assert.Null(Read("otlp: { endpoint: \"http://collector:4318\" }"));
    }

    [Fact]
    public void Read_ExporterNamedAndNoEndpoint_PushesToTheStandardOne()
    {
        Set("OTEL_METRICS_EXPORTER", "otlp");
        Assert.Equal(new Uri("http://localhost:4318/v1/metrics"), Read(null)!.Endpoint);
    }

    [Fact]
    public void Read_Mistakes_AreAllToldWithTheirPlacesAndWithoutTheSecret()
    {
        Set("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://user:hunter2@collector");
        Set("OTEL_EXPORTER_OTLP_TIMEOUT", "10s");

        var wrong = Assert.Throws<ConfigurationException>(() => Read("otlp:\n  protocol: http/json\n  interval: 1h\n  headers: a=b"));

        string[] places = [":2: otlp.protocol", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TIMEOUT", ":3: otlp.interval", ":4: otlp.headers"];
        Assert.Equal(places.Length, wrong.Errors.Length);
        Assert.All(places, place => Assert.Single(wrong.Errors, error => $"{error}".Contains(place, StringComparison.Ordinal)));
        Assert.DoesNotContain(wrong.Errors, static error => $"{error}".Contains("hunter2", StringComparison.Ordinal));
    }

    private void Set(string name, string value) => _environment[name] = value;

    private OtlpOptions? Read(string? yaml) => new ConfigurationReader(_environment.GetValueOrDefault)
        .Read(new CommandLineOptions { ConfigFile = yaml is null ? null : _folder.Write("exporter.yml", yaml) }).Metrics.Otlp;
}
