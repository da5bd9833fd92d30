using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>Makes text of a snapshot. The same snapshot gives the same bytes, whatever the culture and the time.</summary>
internal sealed class SnapshotRenderer(ExpositionOptions options, NewestAllocations? allocations = null)
{
    // Most days have not changed since the page before, and allocating takes as long as writing.
    private readonly NewestAllocations _allocations = allocations ?? new NewestAllocations(options.CostDays);

    /// <summary>Writes every family of spend and usage that has a sample. Calls must not overlap.</summary>
    /// <exception cref="ArgumentException">Two organizations have one name, so that their series could not be told apart.</exception>
    public RenderedSnapshot Render(SpendSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var days = PageDays.Of(snapshot.Today, options);
        var organizations = snapshot.Organizations
            .OrderBy(organization => organization.Name, StringComparer.Ordinal)
            .Select(organization => new OrganizationPart(organization, days, options.MaxLabelSets, _allocations.Of(organization, snapshot.Today)))
            .ToList();
        if (organizations.DistinctBy(organization => organization.Name).Count() < organizations.Count)
        {
            throw new ArgumentException("Two organizations have the same name.", nameof(snapshot));
        }

        var parts = organizations.SelectMany(organization => organization.Surfaces).ToList();
        var page = new PageWriter();
        var views = new SeriesViews(page, days.Today);
        var values = new LabelValues();
        var labels = new LabelSetText(values);

        new CostSection(page, views, values, labels, days).Write(parts);
        new BudgetSection(page, values, labels).Write(organizations, options.AlertThresholds);
        new AllocationSection(page, views, values, labels, days).Write(organizations);
        new UsageSection(page, views, values, days.Usage).Write(parts);
        WriteBucketStarts(page, parts, days);
        new DirectorySection(page, values, labels).Write(organizations);

        return new RenderedSnapshot(
            page.Page,
            [.. organizations.SelectMany(organization => organization.Series)],
            [
                .. parts
                    .Concat(organizations.Select(organization => organization.Allocation?.Allocated).OfType<SurfacePart>())
                    .Where(part => part.Folding is not null)
                    .Select(part => new SurfaceFolding(part.Organization.Name, part.Folding!)),
            ]);
    }

    private static void WriteBucketStarts(PageWriter page, List<SurfacePart> parts, PageDays days)
    {
        page.Begin(JoinFamilies.BucketStart);
        var first = parts.Select(part => days.Of(part.Snapshot.Surface).Start).Order().FirstOrDefault(days.Costs.End);
        for (var day = first; day < days.Costs.End; day = day.Next)
        {
            page.Sample("{"u8, day, day.StartUnixSeconds);
        }
    }
}
