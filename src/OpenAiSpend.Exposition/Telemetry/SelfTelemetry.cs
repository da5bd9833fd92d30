using System.Buffers.Binary;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using OpenAiSpend.Accounting;
using OpenAiSpend.Domain;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.Exposition.Serving;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>
/// What the exporter says about itself: instruments of the meter <see cref="MeterName"/>, added up by OpenTelemetry
/// together with the meters of .NET. A value that is not known yet is absent; no value ever goes away again. What is said
/// about polls is that of one exposition, from the first instrument that is collected to the last.
/// </summary>
public sealed class SelfTelemetry : IReportSink, IRequestObserver, IDisposable
{
    /// <summary>The name of the meter, for whoever wants to send it elsewhere as well.</summary>
    public const string MeterName = "OpenAiSpend.Exporter";

    // OpenTelemetry takes memory for as many series of an instrument as there may be, and folds those beyond. Each of an
    // organization's sixteen surfaces has nine outcomes, and hardly more than twelve status codes.
    private const int CountsOfAnOrganization = 16 * 12;
    private const int OtherSeries = 8;

    private const string SuccessCode = "200";
    private const string NoAnswerCode = "0";

    // Why a request may be worth repeating; any other reason appears when it happens.
    private static readonly PollOutcome[] RetryReasons =
        [PollOutcome.RateLimited, PollOutcome.ServerError, PollOutcome.Timeout, PollOutcome.Network];

    // Whoever collects says here what the instruments are to speak about: they are read one after the other, and a newer
    // exposition may be published in between.
    [ThreadStatic]
    private static SpendExposition? t_collected;

    private readonly int _organizations;
    private readonly ExposedFamilies? _exposed;
    private readonly Meter _meter = new(MeterName, BuildIdentity.Current.Version);
    private readonly CollectedMetrics _scraped;
    private readonly MeterProvider _scrapes;
    private readonly MeterProvider? _pushes;
    private readonly OtlpReceiver? _receiver;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _retries;
    private readonly HashSet<(string Organization, Surface Surface)> _watched = [];
    private Measurement<double>[] _configHash = [];
    private Func<(bool IsGood, DateTimeOffset GoodAt)>? _reload;

    /// <summary>Starts counting.</summary>
    /// <param name="store">Holds what is served.</param>
    /// <param name="organizations">How many organizations may be watched.</param>
    /// <param name="receiver">Where the metrics are pushed, or null for nowhere.</param>
    /// <param name="exposed">Which families are exposed; null for all.</param>
    internal SelfTelemetry(ExpositionStore store, int organizations, OtlpReceiver? receiver = null, ExposedFamilies? exposed = null)
    {
        _exposed = exposed;
        _organizations = organizations;
        _scraped = new CollectedMetrics(store);
        _requests = Counter(ExporterFamilies.ApiRequests);
        _retries = Counter(ExporterFamilies.ApiRetries);
        AddInstruments();
        ProcessInstruments.AddTo(_meter);
        _scrapes = Instruments().AddReader(new BaseExportingMetricReader(_scraped)).Build();
        if (receiver is not null)
        {
            // A provider of its own: one that is shared would let a scrape change what is about to be pushed.
            _receiver = receiver;
            _pushes = Instruments().SetResourceBuilder(receiver.Resource).AddReader(receiver.OwnMetrics).Build();
        }
    }

    /// <summary>Lets everything that is counted about a surface start at zero.</summary>
    public void Publish(SpendReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var (organization, surface) in report.Snapshot.Health.Select(static poll => (poll.Organization, poll.Surface)).Where(_watched.Add))
        {
            foreach (var reason in RetryReasons)
            {
                _retries.Add(0, Tags(organization, surface.Name, LabelNames.Reason, reason.Name()));
            }

            _requests.Add(0, Tags(organization, surface.Name, LabelNames.Code, SuccessCode));
        }
    }

    /// <inheritdoc/>
    public void RequestEnded(string organization, Surface surface, int? statusCode) =>
        _requests.Add(1, Tags(organization, surface.Name, LabelNames.Code, statusCode is { } code ? $"{code}" : NoAnswerCode));

    /// <inheritdoc/>
    public void RequestRetried(string organization, Surface surface, PollOutcome reason) =>
        _retries.Add(1, Tags(organization, surface.Name, LabelNames.Reason, reason.Name()));

    /// <summary>Says which configuration is in force.</summary>
    /// <param name="configuration">The configuration in any form that is the same where the configuration is; only a hash of it is shown.</param>
    public void SetConfiguration(ReadOnlySpan<byte> configuration)
    {
        // 48 bits, which a floating-point number holds exactly.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(configuration, hash);
        Volatile.Write(ref _configHash, [new(BinaryPrimitives.ReadUInt64BigEndian(hash) >> 16)]);
    }

    /// <summary>Says from now on whether the configuration could be used when it was last read, and when one last could.</summary>
    public void ObserveReload(Func<(bool IsGood, DateTimeOffset GoodAt)> reload) => _reload = reload;

    /// <inheritdoc/>
    public void Dispose()
    {
        _scrapes.Dispose();
        _pushes?.Dispose();
        _scraped.Dispose();
        _meter.Dispose();
    }

    /// <summary>Collects while the instruments speak about one exposition.</summary>
    internal static bool Collect(SpendExposition? exposition, Func<bool> collect)
    {
        t_collected = exposition;
        try
        {
            return collect();
        }
        finally
        {
            t_collected = null;
        }
    }

    /// <summary>Writes the metrics as they are now, and the end of the exposition.</summary>
    internal CollectedText Render(ScrapeFormat format) => _scraped.Render(format);

    /// <summary>Pushes the metrics as they are now, if there is anywhere to push them.</summary>
    /// <returns>Whether they were taken.</returns>
    internal bool Push(SpendExposition? exposition) => Collect(exposition, () => _receiver?.OwnMetrics.Collect() ?? true);

    private void AddInstruments()
    {
        var build = BuildIdentity.Current;
        Gauge(ExporterFamilies.BuildInfo, () =>
        [
            new(1,
                new Tag(LabelNames.Version, build.Version),
                new Tag(LabelNames.Revision, build.Revision),
                new Tag(LabelNames.DotnetVersion, Environment.Version.ToString())),
        ]);
        ObservableCounter(ExporterFamilies.Polls, static () =>
            from poll in t_collected?.Report.Snapshot.Health ?? []
            from outcome in poll.Polls
            select new Measurement<long>(outcome.Value, Tags(poll.Organization, poll.Surface.Name, LabelNames.Outcome, outcome.Key.Name())));
        ObservableCounter(ExporterFamilies.RowsRejected, static () =>
            from poll in t_collected?.Report.Snapshot.Health ?? []
            from reason in poll.RejectedRows
            select new Measurement<long>(reason.Value, Tags(poll.Organization, poll.Surface.Name, LabelNames.Reason, reason.Key)));
        Gauge(ExporterFamilies.ExpositionBytes, static () => t_collected is { } exposition
            ?
            [
                new(exposition.Spend.Plain.Length + exposition.Health.Plain.Length, new Tag(LabelNames.Encoding, "identity")),
                new(exposition.Spend.Compressed.Blocks.Length + exposition.Health.Compressed.Blocks.Length, new Tag(LabelNames.Encoding, "gzip")),
            ]
            : []);
        Gauge(ExporterFamilies.ConfigHash, () => Volatile.Read(ref _configHash));
        Gauge(ExporterFamilies.ConfigReloadSuccessful, () => _reload?.Invoke() is var (isGood, _) ? [new(isGood ? 1 : 0)] : []);
        Gauge(ExporterFamilies.ConfigReloadSuccess, () => _reload?.Invoke() is var (_, goodAt) ? [new(goodAt.ToUnixTimeMilliseconds() / 1000d)] : []);
    }

    private MeterProviderBuilder Instruments() => Sdk.CreateMeterProviderBuilder().AddMeter([MeterName, .. RuntimeMeters.All]).AddView(View);

    private Counter<long> Counter(MetricFamily family) => _meter.CreateCounter<long>(family.BareName, unit: null, family.Help);

    private void ObservableCounter(MetricFamily family, Func<IEnumerable<Measurement<long>>> observe) =>
        _meter.CreateObservableCounter(family.BareName, observe, unit: null, family.Help);

    private void Gauge(MetricFamily family, Func<IEnumerable<Measurement<double>>> observe) =>
        _meter.CreateObservableGauge(family.BareName, observe, unit: null, family.Help);

    // Another exporter in the same process, as in tests, has a meter of the same name, which is none of this one's business.
    private MetricStreamConfiguration? View(Instrument instrument)
    {
        var view = instrument.Meter.Name != MeterName ? RuntimeMeters.View(instrument)
            : instrument.Meter != _meter ? MetricStreamConfiguration.Drop
            : new MetricStreamConfiguration { CardinalityLimit = OtherSeries + (CountsOfAnOrganization * _organizations) };
        return _exposed?.Contains(PrometheusNames.Sample(view.Name ?? instrument.Name, instrument)) == false ? MetricStreamConfiguration.Drop : view;
    }

    private static Tag[] Tags(string organization, string surface, string name, string value) =>
        [new(LabelNames.Organization, organization), new(LabelNames.Surface, surface), new(name, value)];
}
