using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Reading;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exposition.History;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Writes past days as OpenMetrics, for <c>promtool tsdb create-blocks-from openmetrics</c>.</summary>
internal static class BackfillCommand
{
    // Each label set of each day becomes a series with one sample, and promtool reads the whole file for every block.
    private static readonly ImmutableArray<Dimension> FewLabels = [Dimension.ProjectId, Dimension.Model];

    /// <param name="options">The configuration: the surfaces, and what they are grouped by, are those that are served.</param>
    /// <param name="backfill">What the flags say. Days that are not over are left out.</param>
    /// <param name="log">What to log.</param>
    public static Task<int> RunAsync(ExporterOptions options, BackfillOptions backfill, LogOptions log)
    {
        var days = backfill.Days;
        var today = UtcDay.Of(TimeProvider.System.GetUtcNow());
        if (days.Start >= today)
        {
            throw new ConfigurationException([new ConfigurationError("--from", "only days that are over can be written; the exporter itself shows today")]);
        }

        var past = days.End > today ? new DayWindow(days.Start, today) : days;
        return RangeRun.RunAsync(options, backfill.Organization, log, showsProgress: !OutputFile.IsStream(backfill.Output), (run, cancellationToken) =>
        {
            if (past != days)
            {
                run.Notes.Warn($"Days from {today} on are not over and are left out: the exporter itself shows them.");
            }

            return RangeOutput.WriteAsync(
                run, backfill.Output, (to, partial) => WriteAsync(run, backfill with { Days = past }, partial, to, cancellationToken), cancellationToken);
        });
    }

    private static async Task WriteAsync(
        RangeRun run, BackfillOptions backfill, PartialReadings? partial, Stream to, CancellationToken cancellationToken)
    {
        var collection = run.Options.Collection;
        var names = await ReadNames.ReadAsync(run.Source.Directory, users: false, apiKeys: false, run.Notes, cancellationToken);
        var queries = new[] { Surface.Costs }.Concat(collection.Surfaces)
            .Select(surface => new SurfaceQuery(surface, GroupBy(surface), backfill.Days))
            .ToImmutableArray();
        var reader = new RangeReader(run.Source, queries, partial, run.Notes);
        var now = TimeProvider.System.GetUtcNow();

        // The folder is as large as the output, so it is where the output is.
        var folder = to is FileStream file ? $"{file.Name}.families" : Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        await using var history = new HistoryFile(folder, run.Options.Metrics.MaxLabelSets);
        await foreach (var month in reader.ReadAsync(cancellationToken))
        {
            var surfaces = queries.Where(query => month.Readings.ContainsKey(query.Surface)).Select(query => new SurfaceSnapshot
            {
                Surface = query.Surface,
                GroupBy = query.GroupBy,
                Known = month.Window,
                Buckets = month.Readings[query.Surface].Buckets,
                ReadAt = now,
            });
            await history.AddAsync(new OrganizationSnapshot(run.Organization.Name, [.. surfaces]) { Directory = names }, cancellationToken);
        }

        await history.WriteAsync(to, cancellationToken);

        ImmutableArray<Dimension> GroupBy(BucketSurface surface) => surface == Surface.Costs || backfill.IsFull
            ? collection.GroupBy[surface]
            : [.. collection.GroupBy[surface].Where(static dimension => FewLabels.Contains(dimension))];
    }
}
