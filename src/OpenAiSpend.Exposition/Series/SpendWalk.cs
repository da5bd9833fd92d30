using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Series;

/// <summary>
/// Walks over a report and gives every series of it to a sink, in the order of the catalogue and of the labels. The same
/// report gives the same series, whatever the culture, the time and the sink.
/// </summary>
internal sealed class SpendWalk
{
    private readonly ExpositionOptions _options;
    private readonly ExposedFamilies _exposed;
    private readonly ExposedDays _days;
    private readonly List<ExposedOrganization> _organizations;

    /// <summary>Folds what would have too many series.</summary>
    /// <exception cref="ArgumentException">Two organizations have one name, so that their series could not be told apart.</exception>
    public SpendWalk(SpendReport report, ExpositionOptions options)
    {
        _options = options;
        _exposed = new ExposedFamilies(options);
        _days = ExposedDays.Of(report.Today, options);
        _organizations =
        [
            .. report.Organizations
                .OrderBy(static organization => organization.Name, StringComparer.Ordinal)
                .Select(organization => new ExposedOrganization(organization, _days, options, _exposed)),
        ];
        if (_organizations.DistinctBy(static organization => organization.Name).Count() < _organizations.Count)
        {
            throw new ArgumentException("Two organizations have the same name.", nameof(report));
        }
    }

    /// <summary>How many series each surface and each list has, once they were written.</summary>
    public ImmutableArray<SurfaceSeries> Series => [.. _organizations.SelectMany(static organization => organization.Series)];

    /// <summary>The organizations that show fewer days of usage than configured, or more series than allowed.</summary>
    public ImmutableArray<ShortenedUsage> Shortened =>
    [
        .. _organizations.Where(organization => !organization.IsBoundKept || organization.Days != _days)
            .Select(static organization => new ShortenedUsage(organization.Name, organization.Days.Usage.Days, organization.IsBoundKept)),
    ];

    /// <summary>What has too many series.</summary>
    public ImmutableArray<SurfaceFolding> Foldings => [.. _organizations.SelectMany(static organization => organization.Foldings)];

    /// <summary>Writes every family of spend, usage and names that has a sample. To be called once.</summary>
    public void Write(ISeriesSink sink)
    {
        sink = new ExposedSink(sink, _exposed);
        var surfaces = _organizations.SelectMany(static organization => organization.Surfaces).ToList();
        var views = new SeriesViews(sink, _days.Today);
        var values = new LabelValues();
        new CostSeries(sink, views, values).Write(surfaces);
        new BudgetSeries(sink, values).Write(_organizations, _options.AlertThresholds, _options.DashboardsUrl);
        new AllocationSeries(sink, views, values).Write(_organizations);
        new CustomerSeries(sink, views, values, _days).Write(_organizations);
        new UsageSeries(sink, views, values, _exposed).Write(surfaces);
        WriteBucketStarts(sink, surfaces, values);
        new DirectorySeries(sink, values).Write(_organizations);
    }

    private void WriteBucketStarts(ISeriesSink sink, List<ExposedSurface> surfaces, LabelValues values)
    {
        sink.Begin(JoinFamilies.BucketStart);
        var first = surfaces.Select(surface => _days.Of(surface.Snapshot.Surface).Start).Order().FirstOrDefault(_days.Costs.End);
        for (var day = first; day < _days.Costs.End; day = day.Next)
        {
            sink.Sample(values.LabelSet(), day, day.StartUnixSeconds);
        }
    }
}
