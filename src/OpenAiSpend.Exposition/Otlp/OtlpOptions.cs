using System.Collections.Immutable;
using OpenAiSpend.Domain.Options;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>Where the metrics are pushed by OTLP, and how.</summary>
public sealed class OtlpOptions
{
    /// <summary>What <see cref="Interval"/> may be: a receiver that follows Prometheus forgets a series after five minutes.</summary>
    public static readonly OptionRange<TimeSpan> IntervalRange = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>What <see cref="Timeout"/> may be.</summary>
    public static readonly OptionRange<TimeSpan> TimeoutRange = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));

    // What a header's name may hold besides letters and digits (RFC 9110, 5.6.2).
    private const string NameCharacters = "!#$%&'*+-.^_`|~";

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

    /// <summary>From push to push. Default 60 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the exporter's own counters are sent as totals or as what was added since the last push. Gauges have no such choice. Default totals.</summary>
    public MetricReaderTemporalityPreference Temporality { get; set; } = MetricReaderTemporalityPreference.Cumulative;

    /// <summary>The resource attribute <c>service.name</c>; Prometheus makes the label <c>job</c> of it.</summary>
    public string ServiceName { get; set; } = "openai-spend-exporter";

    /// <summary>The resource attribute <c>service.instance.id</c>; Prometheus makes the label <c>instance</c> of it. It is the same after a restart, so that no series comes twice. Default the machine's name.</summary>
    public string InstanceId { get; set; } = Environment.MachineName;

    /// <summary>Everything that keeps these options from being used. No message repeats the endpoint or the headers, which may hold a password.</summary>
    public ImmutableArray<OptionError> Validate()
    {
        ImmutableArray<OptionError> errors =
        [
            .. OptionError.Unless(
                Endpoint is { IsAbsoluteUri: true, UserInfo: "" } && (Endpoint.Scheme == Uri.UriSchemeHttp || Endpoint.Scheme == Uri.UriSchemeHttps),
                nameof(Endpoint),
                "an http or https address is needed, such as http://localhost:4318; credentials belong in OTEL_EXPORTER_OTLP_HEADERS"),
            .. OptionError.Unless(
                Headers is null || Headers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).All(IsHeader), nameof(Headers), "headers are needed as NAME=VALUE, separated by commas, each value in visible ASCII, with % before the code of any other character"),
            .. TimeoutRange.Check(nameof(Timeout), Timeout),
            .. IntervalRange.Check(nameof(Interval), Interval),
        ];
        return errors.IsEmpty ? CheckReceiver() : errors;
    }

    // Only the SDK knows what it makes of its own variables, such as those of certificates.
    private ImmutableArray<OptionError> CheckReceiver()
    {
        try
        {
            using OtlpReceiver receiver = new(this);
            return [];
        }
#pragma warning disable CA1031 // Whatever it is, it is better said now than when the program starts.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return [new OptionError(nameof(OtlpReceiver), $"the receiver cannot be set up: {failure.Message.TrimEnd('.')}")];
        }
    }

    private static bool IsHeader(string pair)
    {
        var (name, value) = pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (pair[..at].Trim(), Uri.UnescapeDataString(pair[(at + 1)..])) : ("", "");
        return name.Length > 0
            && name.All(static c => char.IsAsciiLetterOrDigit(c) || NameCharacters.Contains(c, StringComparison.Ordinal))
            && value.All(static c => c is >= ' ' and <= '~' or '\t');
    }
}
