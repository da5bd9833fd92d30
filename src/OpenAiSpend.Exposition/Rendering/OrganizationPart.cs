using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Folding;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>One organization on the page that is being written, with what several families need of it, worked out once.</summary>
internal sealed class OrganizationPart
{
    private readonly Dictionary<string, Project> _projects = new(StringComparer.Ordinal);
    private readonly List<SurfaceSeries> _listSeries = [];

    /// <summary>Works out what is needed more than once.</summary>
    /// <param name="snapshot">What is known of the organization.</param>
    /// <param name="days">The days that the page is about.</param>
    /// <param name="maxLabelSets">How many label sets a surface may have.</param>
    /// <param name="allocation">Who spent what was billed, or null where costs and usage know no day in common.</param>
    public OrganizationPart(OrganizationSnapshot snapshot, PageDays days, int maxLabelSets, OrganizationAllocation? allocation)
    {
        Snapshot = snapshot;
        Surfaces = [.. snapshot.Surfaces.Select(surface => Part(surface, maxLabelSets, days.Exported(surface.Surface)))];
        Costs = Surfaces.FirstOrDefault(static part => part.Snapshot.Surface == Surface.Costs);
        Spend = Costs is null ? null : new ProjectSpend(Costs.Snapshot);
        if (allocation is not null)
        {
            // Whole rows are allocated, and the parts are folded: a key that is folded away could not be found again.
            Allocation = new AllocationPart(
                this,
                allocation,
                Part(allocation.Allocated, maxLabelSets, days.Costs),
                Part(allocation.Unallocated, maxLabelSets, days.Costs));
        }

        Budgets = BudgetReport.Of(snapshot, Spend, days.Today);
        foreach (var project in snapshot.Directory.Projects ?? [])
        {
            // A project may come twice where the list changed while its pages were being read; the first one counts.
            _projects.TryAdd(project.Id, project);
        }
    }

    /// <summary>What is known of the organization.</summary>
    public OrganizationSnapshot Snapshot { get; }

    /// <summary>The configured name.</summary>
    public string Name => Snapshot.Name;

    /// <summary>The surfaces that have been read.</summary>
    public ImmutableArray<SurfacePart> Surfaces { get; }

    /// <summary>The surface of costs, or null where it has never been read.</summary>
    public SurfacePart? Costs { get; }

    /// <summary>What each project spent, or null where costs have never been read.</summary>
    public ProjectSpend? Spend { get; }

    /// <summary>Who spent what was billed, or null where costs and usage know no day in common.</summary>
    public AllocationPart? Allocation { get; }

    /// <summary>How the budgets stand, and the limits that are set at OpenAI.</summary>
    public ImmutableArray<BudgetStatus> Budgets { get; }

    /// <summary>The projects whose names were read.</summary>
    public IEnumerable<string> ProjectIds => _projects.Keys;

    /// <summary>How many series each surface and each list has on the page so far. What follows from costs counts among them.</summary>
    public IEnumerable<SurfaceSeries> Series => Surfaces.Select(SeriesOf).Concat(_listSeries);

    /// <summary>A project as it was read, or null where it is not known.</summary>
    public Project? FindProject(string id) => _projects.GetValueOrDefault(id);

    /// <summary>What the <c>project</c> label says: the project's name, its id while the name is unknown, nothing for no project.</summary>
    public string? ProjectName(string? id) => id is not null && FindProject(id) is { Name.Length: > 0 } project ? project.Name : id;

    /// <summary>Notes how many series a list of names, limits or alerts has. A list that was never read and has none is not noted.</summary>
    public void CountSeries(Surface list, bool isRead, int series)
    {
        if (isRead || series > 0)
        {
            _listSeries.Add(new SurfaceSeries(Name, list.Name, series));
        }
    }

    private SurfaceSeries SeriesOf(SurfacePart part) => part == Costs && Allocation is { } allocation
        ? new SurfaceSeries(Name, Surface.Costs.Name, part.Series + allocation.Series, part.FoldedLabelSets + allocation.Allocated.FoldedLabelSets)
        : new SurfaceSeries(Name, part.Snapshot.Surface.Name, part.Series, part.FoldedLabelSets);

    private SurfacePart Part(SurfaceSnapshot surface, int maxLabelSets, DayWindow exported) =>
        LabelSetFolding.Fold(surface, maxLabelSets, exported) is { } folding
            ? new SurfacePart(this, folding.Surface, folding)
            : new SurfacePart(this, surface, null);
}
