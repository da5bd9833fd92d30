using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain;
using OpenAiSpend.Exposition.Serving;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>
/// Pushes what <c>/metrics</c> shows by OTLP, at an interval. Spend goes out in slices, each with a meter and a provider
/// of its own, which hold exactly the series of the slice: one provider for all time would need to know how many series
/// there may ever be, take memory for them, and repeat series that are gone.
/// </summary>
internal sealed class OtlpPush(
    ExpositionStore store, OtlpReceiver receiver, TimeProvider clock, ILogger<OtlpPush> logger)
    : BackgroundService
{
    /// <summary>The name of the meter that the families of spend and usage have.</summary>
    public const string MeterName = "OpenAiSpend.Spend";

    // The SDK's buffer begins with 750 kB and grows by throwing, and a gRPC server takes four megabytes unless told otherwise.
    private const int SliceBytes = 384 * 1024;

    private bool _isFailing;

    /// <summary>Pushes everything as it is now.</summary>
    /// <returns>Whether all of it was taken.</returns>
    internal bool Push(CancellationToken stopping)
    {
        var isTaken = receiver.OwnMetrics.Collect();
        if (store.Current is not { } exposition)
        {
            return isTaken;
        }

        var writer = new MeasurementWriter(SliceBytes, slice => isTaken = isTaken && !stopping.IsCancellationRequested && Push(slice));
        exposition.Write(writer);
        writer.Flush();
        return isTaken;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var options = receiver.Options;
        logger.Pushing(options.Endpoint, options.Interval);
        using var stopping = stoppingToken.Register(receiver.Cancel);
        using PeriodicTimer timer = new(options.Interval, clock);
        do
        {
            // OpenTelemetry exports on the thread that asks for it.
            var isTaken = await Task.Run(() => Push(stoppingToken), CancellationToken.None);
            if (!stoppingToken.IsCancellationRequested)
            {
                Note(isTaken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private bool Push(IReadOnlyList<MeasuredFamily> slice)
    {
        using Meter meter = new(MeterName, BuildIdentity.Current.Version);
        Dictionary<string, MetricStreamConfiguration> limits = new(StringComparer.Ordinal);
        foreach (var family in slice)
        {
            meter.CreateObservableGauge(family.Name, () => family.Measurements, unit: null, family.Help);
            limits.Add(family.Name, new MetricStreamConfiguration { CardinalityLimit = family.Measurements.Count });
        }

        var reader = receiver.CreateReader();
        using var provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(receiver.Resource)
            .AddMeter(MeterName)
            .AddView(instrument => instrument.Meter == meter ? limits[instrument.Name] : MetricStreamConfiguration.Drop)
            .AddReader(reader)
            .Build();
        return reader.Collect();
    }

    // Once when it begins and once when it ends: a receiver that is away for a day is not worth a line a minute.
    private void Note(bool isTaken)
    {
        if (!isTaken && !_isFailing)
        {
            logger.PushFailed(receiver.Options.Endpoint, receiver.LastFailure ?? "the metrics could not be sent", receiver.Options.Interval);
        }
        else if (isTaken && _isFailing)
        {
            logger.PushWorks(receiver.Options.Endpoint);
        }

        _isFailing = !isTaken;
    }
}
