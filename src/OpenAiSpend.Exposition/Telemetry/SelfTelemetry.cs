using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using OpenAiSpend.Domain;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.Exposition.Rendering;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>
/// What the exporter says about itself: instruments of the meter <see cref="MeterName"/>, added up by OpenTelemetry
/// together with the meters of .NET. A value that is not known yet is absent; no value ever goes away again. What is
/// rendered shows one moment: a poll that has been counted is told in every family or in none.
/// </summary>
public sealed class SelfTelemetry : IPollObserver, IRequestObserver, IDisposable
{
    /// <summary>The name of the meter, for whoever wants to send it elsewhere as well.</summary>
    public const string MeterName = "OpenAiSpend.Exporter";

    // OpenTelemetry takes memory for as many series of an instrument as there may be, and folds those beyond. Each of an
    // organization's sixteen surfaces has nine outcomes, and hardly more than twelve status codes.
    private const int CountsOfAnOrganization = 16 * 12;
    private const int GaugesOfAnOrganization = 16;
    private const int OtherSeries = 8;

    private const string SuccessCode = "200";
    private const string NoAnswerCode = "0";

    // Why a request may be worth repeating; any other reason appears when it happens.
    private static readonly PollOutcome[] RetryReasons =
        [PollOutcome.RateLimited, PollOutcome.ServerError, PollOutcome.Timeout, PollOutcome.Network];

    private readonly MetricsPage _page;
    private readonly int _organizations;
    private readonly Meter _meter = new(MeterName, BuildIdentity.Current.Version);

    // OpenTelemetry reads one instrument after the other; a poll that ends in between would be in some of them only.
    private readonly Lock _moment = new();
    private readonly CollectedMetrics _collected;
    private readonly OtlpReceiver? _receiver;
    private readonly MeterProvider _provider;
    private readonly Counter<long> _polls;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _rejectedRows;
    private readonly ConcurrentDictionary<(string Organization, string Surface), SurfacePolls> _surfaces = new();
    private Measurement<double>[] _configHash = [];
    private Measurement<double>[] _stateSaved = [];

    /// <summary>Starts counting.</summary>
    /// <param name="page">The page that is served.</param>
    /// <param name="organizations">How many organizations may be watched.</param>
    /// <param name="receiver">Where the metrics are pushed, or null for nowhere.</param>
    internal SelfTelemetry(MetricsPage page, int organizations, OtlpReceiver? receiver = null)
    {
        _page = page;
        _organizations = organizations;
        _collected = new CollectedMetrics(_moment);
        _polls = Counter(ExporterFamilies.Polls);
        _requests = Counter(ExporterFamilies.ApiRequests);
        _retries = Counter(ExporterFamilies.ApiRetries);
        _rejectedRows = Counter(ExporterFamilies.RowsRejected);
        AddGauges();
        ProcessInstruments.AddTo(_meter);
        var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter([MeterName, .. RuntimeMeters.All])
            .AddView(View)
            .AddReader(new BaseExportingMetricReader(_collected));
        if (receiver is not null)
        {
            provider.SetResourceBuilder(receiver.Resource).AddReader(receiver.OwnMetrics);
        }

        _receiver = receiver;
        _provider = provider.Build();
    }

    /// <inheritdoc/>
    public void Watching(string organization, Surface surface)
    {
        ArgumentNullException.ThrowIfNull(surface);
        lock (_moment)
        {
            foreach (var outcome in PollOutcomes.All)
            {
                _polls.Add(0, Tags(organization, surface, LabelNames.Outcome, outcome.Name()));
            }

            foreach (var reason in RetryReasons)
            {
                _retries.Add(0, Tags(organization, surface, LabelNames.Reason, reason.Name()));
            }

            foreach (var reason in surface is BucketSurface ? RejectionReasons.All : [])
            {
                _rejectedRows.Add(0, Tags(organization, surface, LabelNames.Reason, reason));
            }

            _requests.Add(0, Tags(organization, surface, LabelNames.Code, SuccessCode));
            Update(organization, surface, static polls => polls);
        }
    }

    /// <inheritdoc/>
    public void PollStarted(string organization, Surface surface, DateTimeOffset at) =>
        Update(organization, surface, polls => polls with { LastAttempt = at });

    /// <inheritdoc/>
    public void PollEnded(PollReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        lock (_moment)
        {
            Update(report.Organization, report.Surface, polls => polls.With(report));
            _polls.Add(1, Tags(report.Organization, report.Surface, LabelNames.Outcome, report.Outcome.Name()));
            foreach (var (reason, rows) in report.RejectedRows)
            {
                _rejectedRows.Add(rows, Tags(report.Organization, report.Surface, LabelNames.Reason, reason));
            }
        }
    }

    /// <inheritdoc/>
    public void Restored(string organization, Surface surface, DateTimeOffset lastSuccess, DateTimeOffset? dataThrough)
    {
        ArgumentNullException.ThrowIfNull(surface);
        Update(organization, surface, polls => polls with { LastSuccess = lastSuccess, DataThrough = dataThrough });
    }

    /// <inheritdoc/>
    public void RequestEnded(string organization, Surface surface, int? statusCode) =>
        _requests.Add(1, Tags(organization, surface, LabelNames.Code, statusCode is { } code ? $"{code}" : NoAnswerCode));

    /// <inheritdoc/>
    public void RequestRetried(string organization, Surface surface, PollOutcome reason) =>
        _retries.Add(1, Tags(organization, surface, LabelNames.Reason, reason.Name()));

    /// <summary>Says which configuration is in force.</summary>
    /// <param name="configuration">The configuration in any form that is the same where the configuration is; only a hash of it is shown.</param>
    public void SetConfiguration(ReadOnlySpan<byte> configuration)
    {
        // 48 bits, which a floating-point number holds exactly.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(configuration, hash);
        Volatile.Write(ref _configHash, [new(BinaryPrimitives.ReadUInt64BigEndian(hash) >> 16)]);
    }

    /// <inheritdoc/>
    public void StateSaved(DateTimeOffset at) => Volatile.Write(ref _stateSaved, [new(UnixSeconds(at))]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _provider.Dispose();
        _collected.Dispose();
        _meter.Dispose();
    }

    /// <summary>Writes the metrics as they are now, and the end of the page.</summary>
    internal ChunkedBuffer Render(ScrapeFormat format) => _collected.Render(format);

    /// <summary>Pushes the metrics as they are now, if there is anywhere to push them.</summary>
    /// <returns>Whether they were taken.</returns>
    internal bool Push() => _receiver?.OwnMetrics.Collect() ?? true;

    private void AddGauges()
    {
        var build = BuildIdentity.Current;
        Gauge(ExporterFamilies.BuildInfo, () =>
        [
            new(1,
                new Tag(LabelNames.Version, build.Version),
                new Tag(LabelNames.Revision, build.Revision),
                new Tag(LabelNames.DotnetVersion, Environment.Version.ToString())),
        ]);
        SurfaceGauge(ExporterFamilies.Up, static polls => polls.IsUp is { } isUp ? (isUp ? 1 : 0) : null);
        SurfaceGauge(ExporterFamilies.LastSuccess, static polls => UnixSeconds(polls.LastSuccess));
        SurfaceGauge(ExporterFamilies.LastAttempt, static polls => UnixSeconds(polls.LastAttempt));
        SurfaceGauge(ExporterFamilies.DataThrough, static polls => UnixSeconds(polls.DataThrough));
        SurfaceGauge(ExporterFamilies.PollDuration, static polls => polls.Duration?.TotalSeconds);
        PageGauge(ExporterFamilies.Series, static series => series.Count);
        PageGauge(ExporterFamilies.FoldedLabelSets, static series => series.Folded);
        Gauge(ExporterFamilies.ExpositionBytes, () => _page.Current is { } page
            ?
            [
                new(page.Plain.Length, new Tag(LabelNames.Encoding, "identity")),
                new(page.Compressed.Blocks.Length, new Tag(LabelNames.Encoding, "gzip")),
            ]
            : []);
        Gauge(ExporterFamilies.ConfigHash, () => Volatile.Read(ref _configHash));
        Gauge(ExporterFamilies.StateSaved, () => Volatile.Read(ref _stateSaved));
    }

    private Counter<long> Counter(MetricFamily family) => _meter.CreateCounter<long>(family.BareName, unit: null, family.Help);

    private void Gauge(MetricFamily family, Func<IEnumerable<Measurement<double>>> observe) =>
        _meter.CreateObservableGauge(family.BareName, observe, unit: null, family.Help);

    private void SurfaceGauge(MetricFamily family, Func<SurfacePolls, double?> read) => Gauge(family, () =>
        from surface in _surfaces
        let value = read(surface.Value)
        where value is not null
        select new Measurement<double>(value.Value, Tags(surface.Key.Organization, surface.Key.Surface)));

    private void PageGauge(MetricFamily family, Func<SurfaceSeries, double> read) => Gauge(family, () =>
        from series in _page.Current?.Series ?? []
        select new Measurement<double>(read(series), Tags(series.Organization, series.Surface)));

    // Another exporter in the same process, as in tests, has a meter of the same name, which is none of this one's business.
    private MetricStreamConfiguration? View(Instrument instrument)
    {
        if (instrument.Meter.Name != MeterName)
        {
            return RuntimeMeters.View(instrument);
        }

        var ofAnOrganization = instrument is Counter<long> ? CountsOfAnOrganization : GaugesOfAnOrganization;
        return instrument.Meter != _meter
            ? MetricStreamConfiguration.Drop
            : new MetricStreamConfiguration { CardinalityLimit = OtherSeries + (ofAnOrganization * _organizations) };
    }

    private void Update(string organization, Surface surface, Func<SurfacePolls, SurfacePolls> change)
    {
        lock (_moment)
        {
            _surfaces.AddOrUpdate((organization, surface.Name), _ => change(new SurfacePolls()), (_, polls) => change(polls));
        }
    }

    private static Tag[] Tags(string organization, string surface) =>
        [new(LabelNames.Organization, organization), new(LabelNames.Surface, surface)];

    private static Tag[] Tags(string organization, Surface surface, string name, string value) =>
        [.. Tags(organization, surface.Name), new(name, value)];

    private static double UnixSeconds(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds() / 1000.0;

    private static double? UnixSeconds(DateTimeOffset? instant) => instant is { } known ? UnixSeconds(known) : null;
}
