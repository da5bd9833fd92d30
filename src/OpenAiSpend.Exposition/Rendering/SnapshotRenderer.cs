using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>Makes text of a snapshot. The same snapshot gives the same bytes, whatever the culture and the time.</summary>
internal sealed class SnapshotRenderer(ExpositionOptions options)
{
    /// <summary>Writes every family of spend and usage that has a sample.</summary>
    /// <exception cref="ArgumentException">Two organizations have one name, so that their series could not be told apart.</exception>
    public RenderedSnapshot Render(SpendSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var organizations = snapshot.Organizations.OrderBy(organization => organization.Name, StringComparer.Ordinal).ToList();
        if (organizations.DistinctBy(organization => organization.Name).Count() < organizations.Count)
        {
            throw new ArgumentException("Two organizations have the same name.", nameof(snapshot));
        }

        var parts = organizations
            .SelectMany(organization => organization.Surfaces.Select(surface => new SurfacePart(organization.Name, surface)))
            .ToList();
        var page = new PageWriter();
        var views = new SeriesViews(page, snapshot.Today);
        var values = new LabelValues();
        var costDays = DayWindow.Trailing(snapshot.Today, options.CostDays);
        var usageDays = DayWindow.Trailing(snapshot.Today, options.UsageDays);

        new CostSection(page, views, values, costDays).Write(parts);
        new UsageSection(page, views, values, usageDays).Write(parts);
        WriteBucketStarts(page, parts, costDays, usageDays);

        return new RenderedSnapshot(
            page.Page, [.. parts.Select(part => new SurfaceSeries(part.Organization, part.Snapshot.Surface.Name, part.Series))]);
    }

    private static void WriteBucketStarts(PageWriter page, List<SurfacePart> parts, DayWindow costDays, DayWindow usageDays)
    {
        page.Begin(JoinFamilies.BucketStart);
        var windows = parts.Select(part => part.Snapshot.Surface == Surface.Costs ? costDays : usageDays).ToList();
        for (var day = windows.Select(window => window.Start).Order().FirstOrDefault(costDays.End); day < costDays.End; day = day.Next)
        {
            page.Sample("{"u8, day, day.StartUnixSeconds);
        }
    }
}
