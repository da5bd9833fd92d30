using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>Writes the families of who spent what was billed.</summary>
internal sealed class AllocationSection(PageWriter page, SeriesViews views, LabelValues values, LabelSetText labels, PageDays days)
{
    private const int Amount = 0;

    /// <summary>Writes every family of allocation, with the samples of all organizations.</summary>
    /// <param name="organizations">What is on the page.</param>
    public void Write(IReadOnlyList<OrganizationPart> organizations)
    {
        var allocations = organizations.Select(static organization => organization.Allocation).OfType<AllocationPart>().ToList();
        var allocated = Tables(allocations, static of => of.Allocated, LabelScheme.Usage);
        page.Begin(AllocationFamilies.Allocated);
        allocated.ForEach(of => views.Today(of.Part, of.Table, Amount, days.Costs));
        page.Begin(AllocationFamilies.AllocatedDaily);
        allocated.ForEach(of => views.Daily(of.Part, of.Table, Amount, days.Costs));
        page.Begin(AllocationFamilies.Unallocated);
        Tables(allocations, static of => of.Unallocated, LabelScheme.Cost).ForEach(of => views.Today(of.Part, of.Table, Amount, days.Costs));
        page.Begin(AllocationFamilies.EffectivePrice);
        allocations.ForEach(WritePrices);
        page.Begin(AllocationFamilies.Estimated);
        allocations.ForEach(WriteEstimates);
    }

    // Names that look the same on the page have one series: of prices the first one, of estimates the sum.
    private void WritePrices(AllocationPart part)
    {
        var before = page.Samples;
        foreach (var price in part.Of.Prices.DistinctBy(price => (values.Number(price.Model), values.Number(price.MeterName))))
        {
            page.Sample(
                labels.Of(
                    (LabelNames.Organization, part.Organization.Name),
                    (LabelNames.Model, price.Model),
                    (LabelNames.Meter, price.MeterName)),
                price.UsdPerMillionTokens);
        }

        part.Allocated.Series += page.Samples - before;
    }

    private void WriteEstimates(AllocationPart part)
    {
        var before = page.Samples;
        foreach (var estimate in part.Of.Estimates.GroupBy(of => (ProjectId: values.Number(of.ProjectId), Model: values.Number(of.Model))))
        {
            var projectId = values.Value(estimate.Key.ProjectId);
            page.Sample(
                labels.Of(
                    (LabelNames.Organization, part.Organization.Name),
                    (LabelNames.ProjectId, projectId),
                    (LabelNames.Project, part.Organization.ProjectName(projectId)),
                    (LabelNames.Model, values.Value(estimate.Key.Model))),
                estimate.Sum(static same => same.Usd));
        }

        part.Allocated.Series += page.Samples - before;
    }

    private List<(SurfacePart Part, SeriesTable Table)> Tables(
        List<AllocationPart> allocations, Func<AllocationPart, SurfacePart> part, Func<SurfacePart, LabelScheme> scheme) =>
        allocations.ConvertAll(of => (part(of), SeriesTableBuilder.Build(
            of.Organization.Name, part(of).Snapshot, scheme(part(of)), 1u << Amount, values, days.Costs)));
}
