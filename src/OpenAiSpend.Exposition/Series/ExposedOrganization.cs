using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Customers;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Folding;

namespace OpenAiSpend.Exposition.Series;

/// <summary>How many series one surface of one organization has, and how many of its label sets were folded.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="Surface">The name of the surface.</param>
/// <param name="Count">How many series it has.</param>
/// <param name="Folded">How many of its label sets were folded into <c>other</c>.</param>
public readonly record struct SurfaceSeries(string Organization, string Surface, int Count, int Folded = 0);

/// <summary>A surface that has more series than may be exposed.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="Folded">The surface as it is exposed.</param>
internal sealed record SurfaceFolding(string Organization, FoldedSurface Folded);

/// <summary>An organization that has fewer days of usage on <c>/metrics</c> than configured, or more series than allowed all the same.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="UsageDays">How many days of usage are exposed.</param>
/// <param name="IsBoundKept">Whether there are no more series than allowed.</param>
internal readonly record struct ShortenedUsage(string Organization, int UsageDays, bool IsBoundKept);

/// <summary>One organization as it is exposed: with its label sets folded, and its series counted while they are written.</summary>
internal sealed class ExposedOrganization
{
    private readonly List<SurfaceSeries> _listSeries = [];

    /// <summary>Folds what would have too many series.</summary>
    /// <param name="report">What is known of the organization, and what follows from it.</param>
    /// <param name="days">The days that the exposition is about.</param>
    /// <param name="options">How much is exposed.</param>
    /// <param name="exposed">Which families are.</param>
    public ExposedOrganization(OrganizationReport report, ExposedDays days, ExpositionOptions options, ExposedFamilies exposed)
    {
        Report = report;
        ImmutableArray<SurfaceSnapshot> surfaces = [.. report.Snapshot.Surfaces.Where(static surface => surface.Surface != Surface.Traces)];
        List<FoldablePart> parts = [.. surfaces.Select(static surface => new FoldablePart(surface, (days, exposed) => SeriesShape.Of(surface, days, exposed)))];
        if (report.Allocation is { } allocation)
        {
            // Whole rows are allocated, and the parts are folded: a key that is folded away could not be found again.
            parts.Add(new FoldablePart(allocation.Allocated, (days, exposed) => SeriesShape.OfAllocated(allocation.Allocated, days, exposed)));
            parts.Add(new FoldablePart(allocation.Unallocated, (days, exposed) => SeriesShape.OfUnallocated(allocation.Unallocated, days, exposed)));
        }

        if (report.Customers is { } customers)
        {
            parts.Add(new FoldablePart(customers.Costs, (days, exposed) => SeriesShape.OfCustomers(customers.Costs, days, exposed)));
        }

        var bound = SeriesBound.Of(report, [.. parts], days, options, exposed);
        (Days, IsBoundKept) = (bound.Days, bound.IsKept);
        var folded = new Queue<ExposedSurface>(parts.Zip(bound.Foldings, (part, folding) => new ExposedSurface(this, folding?.Surface ?? part.Surface, folding)));
        Surfaces = [.. surfaces.Select(_ => folded.Dequeue())];
        Allocation = report.Allocation is null ? null : new ExposedAllocation(this, report.Allocation, folded.Dequeue(), folded.Dequeue());
        Customers = report.Customers is null ? null : new ExposedCustomers(this, report.Customers, folded.Dequeue());
    }

    /// <summary>Takes an organization of one surface, which is folded already.</summary>
    /// <param name="report">The organization.</param>
    /// <param name="days">The days that are exposed.</param>
    /// <param name="folding">How the surface was folded, or null where it was not.</param>
    public ExposedOrganization(OrganizationReport report, ExposedDays days, FoldedSurface? folding)
    {
        (Report, Days, IsBoundKept) = (report, days, true);
        Surfaces = [new ExposedSurface(this, folding?.Surface ?? report.Snapshot.Surfaces[0], folding)];
    }

    /// <summary>What is known of the organization, and what follows from it.</summary>
    public OrganizationReport Report { get; }

    /// <summary>Which customer is behind the bill, or null where that is not known of any day.</summary>
    public ExposedCustomers? Customers { get; }

    /// <summary>The days that are exposed of it.</summary>
    public ExposedDays Days { get; }

    /// <summary>Whether it has no more series than allowed.</summary>
    public bool IsBoundKept { get; }

    /// <summary>The configured name.</summary>
    public string Name => Report.Name;

    /// <summary>The surfaces that have been read.</summary>
    public ImmutableArray<ExposedSurface> Surfaces { get; }

    /// <summary>Who spent what was billed, or null where no day could be allocated.</summary>
    public ExposedAllocation? Allocation { get; }

    /// <summary>How many series each surface and each list has so far. What follows from costs counts among them.</summary>
    public IEnumerable<SurfaceSeries> Series => Surfaces.Select(SeriesOf).Concat(SeriesOfTraces).Concat(_listSeries);

    /// <summary>What has too many label sets.</summary>
    public IEnumerable<SurfaceFolding> Foldings => Surfaces.Append(Allocation?.Allocated).Append(Customers?.Costs)
        .Select(static surface => surface?.Folding).OfType<FoldedSurface>().Select(folding => new SurfaceFolding(Name, folding));

    /// <summary>Notes how many series a list of names, limits or alerts has; more than once where several write them. A list that was never read and has none is not noted.</summary>
    public void CountSeries(Surface list, bool isRead, int series)
    {
        var noted = _listSeries.FindIndex(other => other.Surface == list.Name);
        if (noted >= 0)
        {
            _listSeries[noted] = _listSeries[noted] with { Count = _listSeries[noted].Count + series };
        }
        else if (isRead || series > 0)
        {
            _listSeries.Add(new SurfaceSeries(Name, list.Name, series));
        }
    }

    private IEnumerable<SurfaceSeries> SeriesOfTraces => Customers is { Costs: var costs } ? [new SurfaceSeries(Name, Surface.Traces.Name, costs.Series, costs.FoldedLabelSets)] : [];

    private SurfaceSeries SeriesOf(ExposedSurface part) => part.Snapshot.Surface == Surface.Costs && Allocation is { } allocation
        ? new SurfaceSeries(Name, Surface.Costs.Name, part.Series + allocation.Series, part.FoldedLabelSets + allocation.Allocated.FoldedLabelSets)
        : new SurfaceSeries(Name, part.Snapshot.Surface.Name, part.Series, part.FoldedLabelSets);
}

/// <summary>One surface of one organization as it is exposed.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Snapshot">What is known of the surface, folded.</param>
/// <param name="Folding">How it was folded, or null where there was nothing to fold.</param>
internal sealed record ExposedSurface(ExposedOrganization Organization, SurfaceSnapshot Snapshot, FoldedSurface? Folding)
{
    /// <summary>The days that are exposed.</summary>
    public ExposedDays Days => Organization.Days;

    /// <summary>Whether the rows are broken down by project.</summary>
    public bool IsByProject => Snapshot.GroupBy.Contains(Dimension.ProjectId);

    /// <summary>How many of its label sets were folded.</summary>
    public int FoldedLabelSets => Folding?.Folded ?? 0;

    /// <summary>How many series it has so far.</summary>
    public int Series { get; set; }
}

/// <summary>Who spent what one organization was billed, as it is exposed.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Of">The allocation.</param>
/// <param name="Allocated">The allocated amounts, folded.</param>
/// <param name="Unallocated">What was allocated to nobody, folded.</param>
internal sealed record ExposedAllocation(
    ExposedOrganization Organization, OrganizationAllocation Of, ExposedSurface Allocated, ExposedSurface Unallocated)
{
    /// <summary>How many series it has so far.</summary>
    public int Series => Allocated.Series + Unallocated.Series;
}

/// <summary>Which customer is behind the bill of one organization, as it is exposed.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Of">Everything that is known of customers.</param>
/// <param name="Costs">What they were billed, folded.</param>
internal sealed record ExposedCustomers(ExposedOrganization Organization, CustomerAllocation Of, ExposedSurface Costs);
