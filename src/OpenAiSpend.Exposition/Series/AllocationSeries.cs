using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Series;

/// <summary>Writes the families of who spent what was billed.</summary>
internal sealed class AllocationSeries(ISeriesSink sink, SeriesViews views, LabelValues values)
{
    private const int Amount = 0;

    /// <summary>Writes every family of allocation, with the samples of all organizations.</summary>
    /// <param name="organizations">What is in the exposition.</param>
    public void Write(IReadOnlyList<ExposedOrganization> organizations)
    {
        var allocations = organizations.Select(static organization => organization.Allocation).OfType<ExposedAllocation>().ToList();
        var allocated = Tables(allocations, static of => of.Allocated, LabelScheme.Usage);
        sink.Begin(AllocationFamilies.Allocated);
        allocated.ForEach(of => views.Today(of.Part, of.Table, Amount, of.Part.Days.Costs));
        sink.Begin(AllocationFamilies.AllocatedDaily);
        allocated.ForEach(of => views.Daily(of.Part, of.Table, Amount, of.Part.Days.Costs));
        sink.Begin(AllocationFamilies.Unallocated);
        Tables(allocations, static of => of.Unallocated, LabelScheme.Cost).ForEach(of => views.Today(of.Part, of.Table, Amount, of.Part.Days.Costs));
        sink.Begin(AllocationFamilies.EffectivePrice);
        allocations.ForEach(WritePrices);
        sink.Begin(AllocationFamilies.Estimated);
        allocations.ForEach(WriteEstimates);
    }

    // Names that look the same in the exposition have one series: of prices the first one, of estimates the sum.
    private void WritePrices(ExposedAllocation part)
    {
        var before = sink.Samples;
        foreach (var price in part.Of.Prices.DistinctBy(price => (values.Number(price.Model), values.Number(price.MeterName))))
        {
            sink.Sample(
                values.LabelSet(
                    (LabelNames.Organization, part.Organization.Name),
                    (LabelNames.Model, price.Model),
                    (LabelNames.Meter, price.MeterName)),
                price.UsdPerMillionTokens);
        }

        part.Allocated.Series += sink.Samples - before;
    }

    private void WriteEstimates(ExposedAllocation part)
    {
        var before = sink.Samples;
        foreach (var estimate in part.Of.Estimates.GroupBy(of => (ProjectId: values.Number(of.ProjectId), Model: values.Number(of.Model))))
        {
            var projectId = values.Value(estimate.Key.ProjectId);
            sink.Sample(
                values.LabelSet(
                    (LabelNames.Organization, part.Organization.Name),
                    (LabelNames.ProjectId, projectId),
                    (LabelNames.Project, part.Organization.Report.ProjectName(projectId)),
                    (LabelNames.Model, values.Value(estimate.Key.Model))),
                estimate.Sum(static same => same.Usd));
        }

        part.Allocated.Series += sink.Samples - before;
    }

    private List<(ExposedSurface Part, SeriesTable Table)> Tables(
        List<ExposedAllocation> allocations, Func<ExposedAllocation, ExposedSurface> part, Func<ExposedSurface, LabelScheme> scheme) =>
        allocations.ConvertAll(of => (part(of), SeriesTableBuilder.Build(
            of.Organization.Name, part(of).Snapshot, scheme(part(of)), 1u << Amount, values, part(of).Days.Costs)));
}
