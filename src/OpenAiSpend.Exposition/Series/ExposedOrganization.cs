using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Customers;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Folding;

namespace OpenAiSpend.Exposition.Series;

/// <summary>How many series one surface of one organization has, and how many of its label sets were folded.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="Surface">The name of the surface.</param>
/// <param name="Count">How many series it has.</param>
/// <param name="Folded">How many of its label sets were folded into <c>other</c>.</param>
public readonly record struct SurfaceSeries(string Organization, string Surface, int Count, int Folded = 0);

/// <summary>A surface that has more label sets than may be exposed.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="Folded">The surface as it is exposed.</param>
internal sealed record SurfaceFolding(string Organization, FoldedSurface Folded);

/// <summary>One organization as it is exposed: with its label sets folded, and its series counted while they are written.</summary>
internal sealed class ExposedOrganization
{
    private readonly List<SurfaceSeries> _listSeries = [];

    /// <summary>Folds what has too many label sets.</summary>
    /// <param name="report">What is known of the organization, and what follows from it.</param>
    /// <param name="days">The days that the exposition is about.</param>
    /// <param name="maxLabelSets">How many label sets a surface may have.</param>
    public ExposedOrganization(OrganizationReport report, ExposedDays days, int maxLabelSets)
    {
        Report = report;
        Surfaces = [.. report.Snapshot.Surfaces.Where(static surface => surface.Surface != Surface.Traces).Select(surface => Fold(surface, maxLabelSets, days.Exported(surface.Surface)))];
        if (report.Allocation is { } allocation)
        {
            // Whole rows are allocated, and the parts are folded: a key that is folded away could not be found again.
            Allocation = new ExposedAllocation(
                this,
                allocation,
                Fold(allocation.Allocated, maxLabelSets, days.Costs),
                Fold(allocation.Unallocated, maxLabelSets, days.Costs));
        }

        if (report.Customers is { } customers)
        {
            Customers = new ExposedCustomers(this, customers, Fold(customers.Costs, maxLabelSets, days.Exported(Surface.Costs)), maxLabelSets);
        }
    }

    /// <summary>What is known of the organization, and what follows from it.</summary>
    public OrganizationReport Report { get; }

    /// <summary>Which customer is behind the bill, or null where that is not known of any day.</summary>
    public ExposedCustomers? Customers { get; }

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

    private ExposedSurface Fold(SurfaceSnapshot surface, int maxLabelSets, DayWindow exported)
    {
        var folding = LabelSetFolding.Fold(surface, maxLabelSets, exported);
        return new ExposedSurface(this, folding?.Surface ?? surface, folding);
    }
}

/// <summary>One surface of one organization as it is exposed.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Snapshot">What is known of the surface, folded.</param>
/// <param name="Folding">How it was folded, or null where there was nothing to fold.</param>
internal sealed record ExposedSurface(ExposedOrganization Organization, SurfaceSnapshot Snapshot, FoldedSurface? Folding)
{
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
/// <param name="MaxLabelSets">How many label sets are allowed.</param>
internal sealed record ExposedCustomers(ExposedOrganization Organization, CustomerAllocation Of, ExposedSurface Costs, int MaxLabelSets);
