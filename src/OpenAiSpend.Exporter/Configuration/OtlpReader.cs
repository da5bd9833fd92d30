using System.Globalization;
using OpenAiSpend.Exposition.Otlp;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>
/// Reads the section <c>otlp</c> together with OpenTelemetry's standard variables, which go before it; those about
/// metrics go before those about all signals. What identifies the service and the certificates, the SDK reads itself.
/// See https://opentelemetry.io/docs/specs/otel/protocol/exporter/
/// </summary>
internal sealed class OtlpReader(Func<string, string?> variable, List<ConfigurationError> errors)
{
    private const string Http = "http/protobuf";
    private const string Grpc = "grpc";
    private const string Otlp = "otlp";
    private const string Gzip = "gzip";
    private const string NoCompression = "none";
    private const string MetricsPath = "v1/metrics";
    private const string EndpointNeeded = "an http or https address is needed, such as http://localhost:4318; credentials belong in OTEL_EXPORTER_OTLP_HEADERS";

    private static readonly Uri DefaultHttp = new("http://localhost:4318");
    private static readonly Uri DefaultGrpc = new("http://localhost:4317");
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);

    // A receiver that follows Prometheus forgets a series after five minutes.
    private static readonly TimeSpan MostInterval = TimeSpan.FromMinutes(5);

    /// <summary>Where to push, or null for nowhere: nobody names an endpoint, or a variable switches it off.</summary>
    /// <param name="section">The section.</param>
    /// <param name="instanceId">What tells this exporter from others.</param>
    public OtlpOptions? Read(YamlSection section, string instanceId)
    {
        var protocol = ReadProtocol(section);
        var endpoint = ReadEndpoint(section, protocol);
        var options = new OtlpOptions
        {
            Endpoint = endpoint ?? (protocol == OtlpExportProtocol.Grpc ? DefaultGrpc : Append(DefaultHttp)),
            Protocol = protocol,
            Compression = ReadCompression(),
            Headers = Signal("HEADERS").Value,
            InstanceId = instanceId,
        };
        options.Timeout = Milliseconds(Signal("TIMEOUT"), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)) ?? options.Timeout;
        options.Interval = section.Duration("interval", options.Interval, LeastInterval, MostInterval);
        options.Interval = Milliseconds(Of("OTEL_METRIC_EXPORT_INTERVAL"), LeastInterval, MostInterval) ?? options.Interval;
        if (Of("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE").Value is { } temporality && !Is(temporality, "cumulative"))
        {
            options.Temporality = MetricReaderTemporalityPreference.Delta;
        }

        section.RefuseUnknownKeys();
        var exporters = Of("OTEL_METRICS_EXPORTER").Value?.Split(',', StringSplitOptions.TrimEntries);
        var isAskedFor = exporters is null ? endpoint is not null : exporters.Contains(Otlp, StringComparer.OrdinalIgnoreCase);
        return isAskedFor && !Is(Of("OTEL_SDK_DISABLED").Value, "true") ? options : null;
    }

    private OtlpExportProtocol ReadProtocol(YamlSection section)
    {
        var (name, value) = Signal("PROTOCOL");
        if (value is null)
        {
            return Parse(section.Text("protocol") ?? Http, message => section.Error("protocol", message));
        }

        // Even where the variable goes before it, the key is known.
        _ = section.Text("protocol");
        return Parse(value, message => errors.Add(new ConfigurationError(name, message)));

        static OtlpExportProtocol Parse(string text, Action<string> fail)
        {
            if (!Is(text, Http) && !Is(text, Grpc))
            {
                fail($"\"{text}\" was found; {Http} or {Grpc} is needed");
            }

            return Is(text, Grpc) ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        }
    }

    private Uri? ReadEndpoint(YamlSection section, OtlpExportProtocol protocol)
    {
        var inFile = section.Text("endpoint");
        var whole = Of("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");
        if (whole.Value is not null)
        {
            return Parse(whole.Value, message => errors.Add(new ConfigurationError(whole.Name, message)));
        }

        var (name, value) = Of("OTEL_EXPORTER_OTLP_ENDPOINT");
        var server = value is not null
            ? Parse(value, message => errors.Add(new ConfigurationError(name, message)))
            : inFile is not null ? Parse(inFile, message => section.Error("endpoint", message)) : null;
        return server is null || protocol == OtlpExportProtocol.Grpc ? server : Append(server);

        static Uri? Parse(string text, Action<string> fail)
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var url)
                && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
                && url.UserInfo.Length == 0)
            {
                return url;
            }

            // What was found may hold a password.
            fail(EndpointNeeded);
            return null;
        }
    }

    private OtlpExportCompression ReadCompression()
    {
        var (name, value) = Signal("COMPRESSION");
        if (value is not null && !Is(value, Gzip) && !Is(value, NoCompression))
        {
            errors.Add(new ConfigurationError(name, $"\"{value}\" was found; {Gzip} or {NoCompression} is needed"));
        }

        return Is(value, NoCompression) ? OtlpExportCompression.None : OtlpExportCompression.GZip;
    }

    private TimeSpan? Milliseconds((string Name, string? Value) setting, TimeSpan least, TimeSpan most)
    {
        if (setting.Value is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && TimeSpan.FromMilliseconds(milliseconds) is var duration
            && duration >= least
            && duration <= most)
        {
            return duration;
        }

        errors.Add(new ConfigurationError(setting.Name, $"\"{text}\" was found; milliseconds from {least.TotalMilliseconds:0} to {most.TotalMilliseconds:0} are needed"));
        return null;
    }

    private (string Name, string? Value) Signal(string name) =>
        Of($"OTEL_EXPORTER_OTLP_METRICS_{name}") is { Value: not null } own ? own : Of($"OTEL_EXPORTER_OTLP_{name}");

    private (string Name, string? Value) Of(string name) => (name, variable(name));

    private static bool Is(string? value, string other) => other.Equals(value, StringComparison.OrdinalIgnoreCase);

    private static Uri Append(Uri server) => new($"{server.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{MetricsPath}{server.Query}");
}
