using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Folding;
using OpenAiSpend.Exposition.Series;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.History;

/// <summary>
/// Past days as OpenMetrics with timestamps, for Prometheus to import: the daily families, with the names and labels that
/// they have in the exposition. Each series has one sample, at noon of its day.
/// </summary>
/// <remarks>
/// Noon, because a range from midnight to midnight in any time zone then holds the days that its reader means, and
/// whether a range includes its first instant, which Prometheus 2 and 3 see differently, does not matter. One sample,
/// because then every function over a range gives the day's value.
/// The samples of a family must stand together, while the days come month by month; so each family has a file of its own
/// in a folder until all days are there.
/// </remarks>
public sealed class HistoryFile : IAsyncDisposable
{
    private const uint EveryMeasure = uint.MaxValue;
    private static readonly int Amount = Surface.Costs.IndexOf(Measure.Amount);
    private static readonly int Quantity = Surface.Costs.IndexOf(Measure.Quantity);

    private readonly string _folder;
    private readonly ExpositionOptions _options;
    private readonly ExposedFamilies _exposed;
    private readonly SortedDictionary<string, FileStream> _families = new(StringComparer.Ordinal);

    /// <summary>Begins with no days.</summary>
    /// <param name="folder">An empty folder for what is written so far. It is removed in the end.</param>
    /// <param name="options">How much is exposed. No day is left out for the bound: in each month there may be as many label sets as in the exposition.</param>
    public HistoryFile(string folder, ExpositionOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        _folder = folder;
        _options = options;
        _exposed = new ExposedFamilies(options);
    }

    /// <summary>How many samples were added.</summary>
    public long Samples { get; private set; }

    /// <summary>Adds some days. No day may be added twice.</summary>
    /// <param name="days">An organization with no more than these days.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task AddAsync(OrganizationSnapshot days, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(days);
        var values = new LabelValues();
        foreach (var surface in days.Surfaces)
        {
            var window = surface.Window;
            var report = OrganizationReport.Of(days with { Surfaces = [surface] }, window.Last, new AccountingOptions());
            var shownDays = surface.Surface == Surface.Costs ? _options.CostDays : _options.UsageDays;
            var exposedDays = new ExposedDays(window.Last, window, window, window);
            var folding = new LabelSetFolding(surface, window, SeriesShape.Of(surface, exposedDays, _exposed));
            var maxSeries = (int)Math.Min(int.MaxValue, (long)_options.MaxSeries * Math.Max(1, window.Days / shownDays));
            var part = new ExposedOrganization(report, exposedDays, folding.Fold(maxSeries, _options.MaxLabelSets ?? int.MaxValue)).Surfaces[0];
            foreach (var (family, table, measure) in Tables(part, values).Where(of => _exposed.Contains(of.Family.Name)))
            {
                var writer = new ExpositionWriter(static day => day.StartUnixSeconds + (12 * 60 * 60));
                writer.Begin(family, isDeclared: _families.ContainsKey(family.Name));
                new SeriesViews(writer, window.Last).Daily(part, table, measure, window);
                if (writer.Samples > 0)
                {
                    Samples += writer.Samples;
                    foreach (var chunk in writer.Text.Chunks)
                    {
                        await File(family.Name).WriteAsync(chunk, cancellationToken);
                    }
                }
            }
        }
    }

    /// <summary>Writes the whole file.</summary>
    public async Task WriteAsync(Stream to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(to);
        foreach (var family in _families.Values)
        {
            family.Position = 0;
            await family.CopyToAsync(to, cancellationToken);
        }

        await to.WriteAsync("# EOF\n"u8.ToArray(), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var family in _families.Values)
        {
            await family.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<(MetricFamily Family, SeriesTable Table, int Measure)> Tables(ExposedSurface part, LabelValues values)
    {
        if (part.Snapshot.Surface != Surface.Costs)
        {
            var table = Table(part, LabelScheme.Usage(part), EveryMeasure, values, splits: UsageFamilies.Splits(part.Snapshot.Surface));
            return UsageFamilies.All.Where(family => family.Surface == part.Snapshot.Surface).Select(family => (family.Daily, table, family.Measure));
        }

        var currencies = part.Snapshot.Buckets
            .SelectMany(static bucket => Enumerable.Range(0, bucket.Count).Select(row => CurrencyOf(bucket, row)))
            .ToHashSet(StringComparer.Ordinal);
        return currencies
            .Select(currency => (SpendFamilies.In(currency).Daily, Table(
                part, LabelScheme.Cost(part), 1u << Amount, values, (bucket, row) => CurrencyOf(bucket, row) == currency), Amount))
            .Append((SpendFamilies.BilledDailyQuantity, Table(part, LabelScheme.Quantity(part), 1u << Quantity, values), Quantity));
    }

    private static SeriesTable Table(
        ExposedSurface part, LabelScheme scheme, uint measures, LabelValues values, Func<Bucket, int, bool>? filter = null, uint splits = 0) =>
        SeriesTableBuilder.Build(part.Organization.Name, part.Snapshot, scheme, measures, values, part.Snapshot.Window, filter, splits);

    private static string CurrencyOf(Bucket bucket, int row) => SpendFamilies.CurrencyName(new BilledRow(bucket, row).Currency);

    private FileStream File(string family)
    {
        if (!_families.TryGetValue(family, out var file))
        {
            file = new FileStream(Path.Combine(_folder, family), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            _families.Add(family, file);
        }

        return file;
    }
}
