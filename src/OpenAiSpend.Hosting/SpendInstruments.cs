using System.Diagnostics.Metrics;
using OpenAiSpend.Domain;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.Exposition.Serving;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Hosting;

/// <summary>
/// Observes the newest exposition by instruments of the meter <see cref="MeterName"/>. All that is collected at once is of one
/// exposition, and a series that is gone there is observed no more.
/// </summary>
internal sealed class SpendInstruments : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = OtlpPush.MeterName;

    private readonly ExpositionStore _store;
    private readonly Lock _taking = new();
    private readonly Lock _collecting = new();
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly HashSet<Family> _asked = [];
    private Dictionary<Family, List<Measurement<double>>> _newest = [];
    private Dictionary<Family, List<Measurement<double>>> _collected = [];

    /// <summary>Observes what a store holds, from now on.</summary>
    public SpendInstruments(ExpositionStore store)
    {
        _store = store;
        _store.Published += Take;
        if (_store.Current is { } exposition)
        {
            Take(exposition);
        }
    }

    /// <summary>Gives a family room for the series that it has. Another host in the same process has a meter of the same name.</summary>
    public MetricStreamConfiguration? View(Instrument instrument) => instrument.Meter switch
    {
        { Scope: Family { Owner: var owner } family } when owner == this => new MetricStreamConfiguration { CardinalityLimit = family.Limit },
        { Name: MeterName } => MetricStreamConfiguration.Drop,
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Published -= Take;
        lock (_taking)
        {
            foreach (var family in _families.Values)
            {
                family.Meter.Dispose();
            }
        }
    }

    // OpenTelemetry takes an instrument for another one of the same name as long as that lives: the one before ends first. No
    // callback gives a value in between.
    private void Take(SpendExposition exposition)
    {
        lock (_taking)
        {
            List<(Family? Ended, Family Begun, MeasuredFamily Measured)> changes = [];
            Dictionary<Family, List<Measurement<double>>> newest = [];
            foreach (var measured in exposition.Measure())
            {
                var family = _families.GetValueOrDefault(measured.Name);
                if (family?.HasRoomFor(measured.Measurements) != true)
                {
                    changes.Add((family, family = new Family(this, measured.Measurements), measured));
                }

                newest.Add(family, measured.Measurements);
            }

            lock (_collecting)
            {
                foreach (var (ended, begun, measured) in changes)
                {
                    ended?.Meter.Dispose();
                    begun.Meter.CreateObservableGauge(measured.Name, () => Observe(begun), unit: null, measured.Help);
                    _families[measured.Name] = begun;
                }

                _newest = newest;
            }
        }
    }

    // Instruments are asked one after the other. Whoever asks one that was asked already collects anew.
    private List<Measurement<double>> Observe(Family family)
    {
        lock (_collecting)
        {
            if (!_asked.Add(family))
            {
                _asked.Clear();
                _asked.Add(family);
            }

            if (_asked.Count == 1)
            {
                _collected = _newest;
            }

            return _collected.GetValueOrDefault(family, []);
        }
    }

    /// <summary>
    /// A family while OpenTelemetry has room for its series. It takes memory for as many as a view says when the instrument
    /// begins, and never gives the room of one that is gone to another: then the instrument begins anew.
    /// </summary>
    private sealed class Family
    {
        private const int Spare = 100;

        private readonly HashSet<int> _seen;

        public Family(SpendInstruments owner, List<Measurement<double>> measurements)
        {
            (Owner, Limit, _seen) = (owner, Spare + (2 * measurements.Count), [.. measurements.Select(HashOf)]);
            Meter = new Meter(MeterName, BuildIdentity.Current.Version, tags: null, scope: this);
        }

        /// <summary>Whose it is.</summary>
        public SpendInstruments Owner { get; }

        /// <summary>The meter of its one instrument.</summary>
        public Meter Meter { get; }

        /// <summary>How many series there may be.</summary>
        public int Limit { get; }

        /// <summary>Whether these series find room beside all that there were. A hundredth is kept for those whose hashes are the same.</summary>
        public bool HasRoomFor(List<Measurement<double>> measurements)
        {
            _seen.UnionWith(measurements.Select(HashOf));
            return _seen.Count + (_seen.Count / 100) < Limit;
        }

        private static int HashOf(Measurement<double> measurement)
        {
            HashCode hash = default;
            foreach (var (name, value) in measurement.Tags)
            {
                hash.Add(name);
                hash.Add(value);
            }

            return hash.ToHashCode();
        }
    }
}
