using OpenAiSpend.Exposition.Serving;
using Prometheus;

namespace OpenAiSpend.Hosting;

/// <summary>Keeps gauges of prometheus-net as the newest exposition is. A series that is gone there is gone here.</summary>
internal sealed class SpendGauges(ExpositionStore store, IMetricFactory metrics)
{
    private static readonly GaugeConfiguration WithoutValueAtFirst = new() { SuppressInitialValue = true };

    private readonly Lock _lock = new();
    private HashSet<Gauge.Child> _shown = [];
    private SpendExposition? _exposition;

    /// <summary>Takes over what was published since the last time.</summary>
    public void Update()
    {
        lock (_lock)
        {
            if (store.Current is not { } exposition || exposition == _exposition)
            {
                return;
            }

            HashSet<Gauge.Child> shown = [];
            foreach (var family in exposition.Measure())
            {
                foreach (var measurement in family.Measurements)
                {
                    // The same names, or the same values, give the same object as before.
                    var (names, values) = (new string[measurement.Tags.Length], new string[measurement.Tags.Length]);
                    for (var i = 0; i < names.Length; i++)
                    {
                        (names[i], values[i]) = (measurement.Tags[i].Key, (string)measurement.Tags[i].Value!);
                    }

                    var gauge = metrics.CreateGauge(family.Name, family.Help, names, WithoutValueAtFirst).WithLabels(values);
                    gauge.Set(measurement.Value);
                    shown.Add(gauge);
                }
            }

            foreach (var gone in _shown.Except(shown))
            {
                gone.Remove();
            }

            (_shown, _exposition) = (shown, exposition);
        }
    }
}
