using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Days;
using OpenAiSpend.Export.Files;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.History;

namespace OpenAiSpend.Export;

/// <summary>Writes past days as OpenMetrics, for <c>promtool tsdb create-blocks-from openmetrics</c>.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="Days">The days to read; all of them are over.</param>
/// <param name="Surfaces">The usage surfaces to read.</param>
/// <param name="GroupBy">What the exporter groups each surface by.</param>
/// <param name="IsFull">Whether usage has all the labels of <paramref name="GroupBy"/>, instead of project and model alone.</param>
/// <param name="Exposed">How much the exporter exposes.</param>
internal sealed record HistoryExport(
    string Organization,
    DayWindow Days,
    ImmutableArray<BucketSurface> Surfaces,
    ImmutableDictionary<BucketSurface, ImmutableArray<Dimension>> GroupBy,
    bool IsFull,
    ExpositionOptions Exposed)
{
    // Each label set of each day becomes a series with one sample, and promtool reads the whole file for every block.
    private static readonly ImmutableArray<Dimension> FewLabels = [Dimension.ProjectId, Dimension.Model];

    /// <exception cref="SpendSourceException">Something that is needed could not be read.</exception>
    public async Task WriteAsync(RangeReader reader, Stream to, CancellationToken cancellationToken)
    {
        var names = await reader.ReadNamesAsync(users: false, apiKeys: false, cancellationToken);
        ImmutableArray<SurfaceQuery> queries =
        [
            new(Surface.Costs, GroupBy[Surface.Costs], Days),
            .. Surfaces.Select(surface => new SurfaceQuery(
                surface, IsFull ? GroupBy[surface] : [.. GroupBy[surface].Where(static dimension => FewLabels.Contains(dimension))], Days)),
        ];

        // The folder is as large as the output, so it is where the output is.
        var folder = to is FileStream file ? $"{file.Name}.families" : Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        OutputFile.CreateFolderForOneself(folder);
        await using var history = new HistoryFile(folder, Exposed);
        await foreach (var month in reader.ReadAsync(queries, costsAreOptional: false, cancellationToken))
        {
            var surfaces = queries.Where(query => month.Buckets.ContainsKey(query.Surface)).Select(query => new SurfaceSnapshot
            {
                Surface = query.Surface,
                GroupBy = query.GroupBy,
                Window = month.Window,
                Buckets = [.. month.Buckets[query.Surface].Values],
            });
            await history.AddAsync(new OrganizationSnapshot(Organization, [.. surfaces]) { Directory = names.Directory }, cancellationToken);
        }

        await history.WriteAsync(to, cancellationToken);
    }
}
