using System.Globalization;
using OpenAiSpend.Domain.Options;
using OpenAiSpend.Exposition.Otlp;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>
/// Reads the section <c>otlp</c> together with OpenTelemetry's standard variables, which go before it; those about
/// metrics go before those about all signals. What identifies the service and the certificates, the SDK reads itself.
/// See https://opentelemetry.io/docs/specs/otel/protocol/exporter/
/// </summary>
internal sealed class OtlpReader(YamlSection section, Func<string, string?> variable)
{
    private const string Http = "http/protobuf";
    private const string Grpc = "grpc";
    private const string Otlp = "otlp";
    private const string Gzip = "gzip";
    private const string NoCompression = "none";
    private const string MetricsPath = "v1/metrics";

    private static readonly Uri DefaultHttp = new("http://localhost:4318");
    private static readonly Uri DefaultGrpc = new("http://localhost:4317");

    /// <summary>Where to push, or null for nowhere: nobody names an endpoint, or a variable switches it off.</summary>
    /// <param name="instanceId">What tells this exporter from others.</param>
    public OtlpOptions? Read(string instanceId)
    {
        var protocol = ReadProtocol();
        var endpoint = ReadEndpoint(protocol, out var endpointVariable);
        var headers = Signal("HEADERS");
        var options = new OtlpOptions
        {
            Endpoint = endpoint ?? (protocol == OtlpExportProtocol.Grpc ? DefaultGrpc : Append(DefaultHttp)),
            Protocol = protocol,
            Compression = ReadCompression(),
            Headers = headers.Value,
            InstanceId = instanceId,
        };
        options.Timeout = Milliseconds(Signal("TIMEOUT"), OtlpOptions.TimeoutRange) ?? options.Timeout;
        options.Interval = section.Duration("interval", options.Interval, OtlpOptions.IntervalRange);
        options.Interval = Milliseconds(Of("OTEL_METRIC_EXPORT_INTERVAL"), OtlpOptions.IntervalRange) ?? options.Interval;
        if (Of("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE").Value is { } temporality && !Is(temporality, "cumulative"))
        {
            options.Temporality = MetricReaderTemporalityPreference.Delta;
        }

        section.RefuseUnknownKeys();
        var exporters = Of("OTEL_METRICS_EXPORTER").Value?.Split(',', StringSplitOptions.TrimEntries);
        var isAskedFor = exporters is null ? endpoint is not null : exporters.Contains(Otlp, StringComparer.OrdinalIgnoreCase);
        if (!isAskedFor || Is(Of("OTEL_SDK_DISABLED").Value, "true"))
        {
            return null;
        }

        section.Errors(options.Validate(), option => option == nameof(OtlpOptions.Headers) ? headers.Name : option == nameof(OtlpOptions.Endpoint) ? endpointVariable : Otlp);
        return options;
    }

    private OtlpExportProtocol ReadProtocol()
    {
        var inFile = section.Text("protocol");
        var (name, value) = Signal("PROTOCOL");
        var text = value ?? inFile ?? Http;
        if (!Is(text, Http) && !Is(text, Grpc))
        {
            section.Error("protocol", $"{ConfigurationError.Found(text)}; {Http} or {Grpc} is needed", value is null ? null : name);
        }

        return Is(text, Grpc) ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
    }

    // What is no address at all is refused like a relative one.
    private Uri? ReadEndpoint(OtlpExportProtocol protocol, out string? variableName)
    {
        var inFile = section.Text("endpoint");
        var (whole, server) = (Of("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"), Of("OTEL_EXPORTER_OTLP_ENDPOINT"));
        variableName = whole.Value is not null ? whole.Name : server.Value is not null ? server.Name : null;
        if ((whole.Value ?? server.Value ?? inFile) is not { } text)
        {
            return null;
        }

        return !Uri.TryCreate(text, UriKind.Absolute, out var url) ? new Uri(string.Empty, UriKind.Relative)
            : whole.Value is not null || protocol == OtlpExportProtocol.Grpc || !url.Scheme.StartsWith(Uri.UriSchemeHttp, StringComparison.Ordinal) || url.UserInfo.Length > 0 ? url
            : Append(url);
    }

    private OtlpExportCompression ReadCompression()
    {
        var (name, value) = Signal("COMPRESSION");
        if (value is not null && !Is(value, Gzip) && !Is(value, NoCompression))
        {
            section.Error("compression", $"{ConfigurationError.Found(value)}; {Gzip} or {NoCompression} is needed", name);
        }

        return Is(value, NoCompression) ? OtlpExportCompression.None : OtlpExportCompression.GZip;
    }

    private TimeSpan? Milliseconds((string Name, string? Value) setting, OptionRange<TimeSpan> range)
    {
        if (setting.Value is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && TimeSpan.FromMilliseconds(milliseconds) is var duration
            && range.Allows(duration))
        {
            return duration;
        }

        section.Error(
            setting.Name, $"{ConfigurationError.Found(text)}; milliseconds from {range.Least.TotalMilliseconds:0} to {range.Most.TotalMilliseconds:0} are needed", setting.Name);
        return null;
    }

    private (string Name, string? Value) Signal(string name) =>
        Of($"OTEL_EXPORTER_OTLP_METRICS_{name}") is { Value: not null } own ? own : Of($"OTEL_EXPORTER_OTLP_{name}");

    private (string Name, string? Value) Of(string name) => (name, variable(name));

    private static bool Is(string? value, string other) => other.Equals(value, StringComparison.OrdinalIgnoreCase);

    private static Uri Append(Uri server) => new($"{server.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{MetricsPath}{server.Query}");
}
