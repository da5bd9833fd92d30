using System.Collections.Immutable;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Series;

/// <summary>Writes how the polls of each surface go. A value that is not known yet is absent.</summary>
internal sealed class HealthSeries(ISeriesSink sink, LabelValues values)
{
    /// <summary>Writes every family of the polls.</summary>
    /// <param name="snapshot">What is known.</param>
    /// <param name="series">How many series each surface has.</param>
    public void Write(SpendSnapshot snapshot, IReadOnlyList<SurfaceSeries> series)
    {
        Write(ExporterFamilies.Up, snapshot.Health, static poll => poll.Outcome is { } outcome ? (outcome == PollOutcome.Ok ? 1 : 0) : null);
        Write(ExporterFamilies.LastSuccess, snapshot.Health, static poll => UnixSeconds(poll.LastSuccess));
        Write(ExporterFamilies.LastAttempt, snapshot.Health, static poll => UnixSeconds(poll.LastAttempt));
        Write(ExporterFamilies.DataThrough, snapshot.Health, static poll => UnixSeconds(poll.DataThrough));
        Write(ExporterFamilies.PollDuration, snapshot.Health, static poll => (decimal?)poll.Duration?.Ticks / TimeSpan.TicksPerSecond);
        Write(ExporterFamilies.MissingDays, snapshot.Health, poll => MissingDays(snapshot, poll));
        Write(ExporterFamilies.UnknownFields, snapshot.Health, static poll => poll.Surface is BucketSurface ? poll.UnknownFields.Count : null);
        WriteClockSkew(snapshot.Health);
        Write(ExporterFamilies.Series, series, static of => of.Count);
        Write(ExporterFamilies.FoldedLabelSets, series, static of => of.Folded);
        sink.Begin(ExporterFamilies.StateSaved);
        if (UnixSeconds(snapshot.StateSavedAt) is { } savedAt)
        {
            sink.Sample(values.LabelSet(), savedAt);
        }
    }

    private void Write(MetricFamily family, ImmutableArray<SurfaceHealth> polls, Func<SurfaceHealth, decimal?> read)
    {
        sink.Begin(family);
        foreach (var poll in polls)
        {
            if (read(poll) is { } value)
            {
                sink.Sample(Labels(poll.Organization, poll.Surface.Name), value);
            }
        }
    }

    private void Write(MetricFamily family, IReadOnlyList<SurfaceSeries> series, Func<SurfaceSeries, decimal> read)
    {
        sink.Begin(family);
        foreach (var of in series)
        {
            sink.Sample(Labels(of.Organization, of.Surface), read(of));
        }
    }

    private void WriteClockSkew(ImmutableArray<SurfaceHealth> polls)
    {
        sink.Begin(ExporterFamilies.ClockSkew);
        foreach (var organization in polls.Where(static poll => poll.ClockSkew is not null).GroupBy(static poll => poll.Organization))
        {
            var skew = organization.MaxBy(static poll => poll.LastSuccess)!.ClockSkew!.Value;
            sink.Sample(values.LabelSet((LabelNames.Organization, organization.Key)), (decimal)skew.TotalSeconds);
        }
    }

    private LabelSet Labels(string organization, string surface) =>
        values.LabelSet((LabelNames.Organization, organization), (LabelNames.Surface, surface));

    // Zero from the start, so that an alert sees the first one.
    private static decimal? MissingDays(SpendSnapshot snapshot, SurfaceHealth poll) => poll.Surface is not BucketSurface surface
        ? null
        : snapshot.Organizations.First(organization => organization.Name == poll.Organization).Find(surface)?.MissingDays(snapshot.Today).Count() ?? 0;

    private static decimal? UnixSeconds(DateTimeOffset? instant) => instant?.ToUnixTimeMilliseconds() / 1000m;
}
