using OpenAiSpend.Domain;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>Whoever the metrics are pushed to.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly OtlpExporterOptions _exporter;
    private readonly HttpClient _client;
    private readonly ExportFailures _failures = new();

    /// <summary>Sends nothing yet.</summary>
    public OtlpReceiver(OtlpOptions options)
    {
        Options = options;

        // What is not set here, which is the certificates, the SDK takes from the environment.
        _exporter = new OtlpExporterOptions
        {
            Endpoint = options.Endpoint,
            Protocol = options.Protocol,
            Compression = options.Compression,
            Headers = options.Headers,
            TimeoutMilliseconds = (int)options.Timeout.TotalMilliseconds,
        };
        _client = _exporter.HttpClientFactory();
        _exporter.HttpClientFactory = () => _client;
        OwnMetrics = CreateReader();
        OwnMetrics.TemporalityPreference = options.Temporality;
    }

    /// <summary>Where it is, and what it is told.</summary>
    public OtlpOptions Options { get; }

    /// <summary>The reader of the exporter's own metrics.</summary>
    public PushReader OwnMetrics { get; }

    /// <summary>Who speaks. What <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> say goes before what is known here.</summary>
    public ResourceBuilder Resource => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddService(Options.ServiceName, serviceVersion: BuildIdentity.Current.Version, serviceInstanceId: Options.InstanceId)
        .AddEnvironmentVariableDetector();

    /// <summary>Why the last request that failed did, or null where nobody said why.</summary>
    public string? LastFailure => _failures.Last;

    /// <summary>A reader that sends here.</summary>
    public PushReader CreateReader() => new(new OtlpMetricExporter(_exporter));

    /// <summary>Gives up the request that is under way.</summary>
    public void Cancel() => _client.CancelPendingRequests();

    /// <inheritdoc/>
    public void Dispose()
    {
        OwnMetrics.Dispose();
        _client.Dispose();
        _failures.Dispose();
    }
}
