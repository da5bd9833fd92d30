using System.Buffers.Binary;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using OpenAiSpend.Accounting;
using OpenAiSpend.Domain;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Serving;
using OpenTelemetry.Metrics;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>
/// What the exporter says about itself: instruments of the meter <see cref="MeterName"/>, added up by OpenTelemetry
/// together with the meters of .NET. A value that is not known yet is absent; no value ever goes away again.
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

    private readonly ExpositionStore _store;
    private readonly int _organizations;
    private readonly ExposedFamilies _exposed;
    private readonly Meter _meter = new(MeterName, BuildIdentity.Current.Version);
    private readonly Counter<long> _requests;
    private readonly Counter<long> _retries;
    private readonly HashSet<(string Organization, Surface Surface)> _watched = [];
    private Measurement<double>[] _configHash = [];
    private Func<(bool IsGood, DateTimeOffset GoodAt)>? _reload;
    private Moment? _moment;

    /// <summary>Starts counting.</summary>
    /// <param name="store">Holds what is served.</param>
    /// <param name="organizations">How many organizations may be watched.</param>
    /// <param name="exposed">Which families are exposed.</param>
    internal SelfTelemetry(ExpositionStore store, int organizations, ExposedFamilies exposed)
    {
        (_store, _organizations, _exposed) = (store, organizations, exposed);
        _requests = Counter(ExporterFamilies.ApiRequests);
        _retries = Counter(ExporterFamilies.ApiRetries);
        AddInstruments();
        ProcessInstruments.AddTo(_meter);
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
    public void Dispose() => _meter.Dispose();

    /// <summary>
    /// Collects while what is said about polls is that of one exposition: instruments are read one after the other, and a
    /// newer exposition may be published in between. Calls must not overlap.
    /// </summary>
    /// <returns>The exposition, or null before the first.</returns>
    internal async Task<SpendExposition?> OfOneMomentAsync(Func<Task> collect)
    {
        Moment moment = new(_store.Current);
        Volatile.Write(ref _moment, moment);
        try
        {
            await collect();
            return moment.Exposition;
        }
        finally
        {
            Volatile.Write(ref _moment, null);
        }
    }

    /// <summary>
    /// How an instrument is taken over. Another host in the same process, as in tests and with <c>--demo</c>, has meters of
    /// the same names, which are none of this one's business.
    /// </summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="host">What makes the meters of this host's web server; those of the runtime belong to no host.</param>
    internal MetricStreamConfiguration View(Instrument instrument, IMeterFactory? host)
    {
        var view = instrument.Meter switch
        {
            var meter when meter == _meter => new MetricStreamConfiguration { CardinalityLimit = OtherSeries + (CountsOfAnOrganization * _organizations) },
            { Name: not MeterName, Scope: var scope } when scope is null || scope == host => RuntimeMeters.View(instrument),
            _ => MetricStreamConfiguration.Drop,
        };
        return _exposed.Contains(RuntimeMeters.Family(view.Name ?? instrument.Name, instrument)) ? view : MetricStreamConfiguration.Drop;
    }

    private SpendExposition? Current => Volatile.Read(ref _moment) is { } moment ? moment.Exposition : _store.Current;

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
        ObservableCounter(ExporterFamilies.Polls, () =>
            from poll in Current?.Report.Snapshot.Health ?? []
            from outcome in poll.Polls
            select new Measurement<long>(outcome.Value, Tags(poll.Organization, poll.Surface.Name, LabelNames.Outcome, outcome.Key.Name())));
        ObservableCounter(ExporterFamilies.RowsRejected, () =>
            from poll in Current?.Report.Snapshot.Health ?? []
            from reason in poll.RejectedRows
            select new Measurement<long>(reason.Value, Tags(poll.Organization, poll.Surface.Name, LabelNames.Reason, reason.Key)));
        Gauge(ExporterFamilies.ExpositionBytes, () => Current is { } exposition
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

    private Counter<long> Counter(MetricFamily family) => _meter.CreateCounter<long>(family.BareName, unit: null, family.Help);

    private void ObservableCounter(MetricFamily family, Func<IEnumerable<Measurement<long>>> observe) =>
        _meter.CreateObservableCounter(family.BareName, observe, unit: null, family.Help);

    private void Gauge(MetricFamily family, Func<IEnumerable<Measurement<double>>> observe) =>
        _meter.CreateObservableGauge(family.BareName, observe, unit: null, family.Help);

    private static Tag[] Tags(string organization, string surface, string name, string value) =>
        [new(LabelNames.Organization, organization), new(LabelNames.Surface, surface), new(name, value)];

    // Before the first exposition there is none, and that too stays so until all is collected.
    private sealed record Moment(SpendExposition? Exposition);
}
