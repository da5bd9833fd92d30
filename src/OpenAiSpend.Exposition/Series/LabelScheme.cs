using System.Collections.Immutable;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Series;

/// <summary>
/// Which labels the rows of a surface get, after <c>organization</c>. A dimension that was not asked for has no label.
/// Rows that differ only in what has no label are added.
/// </summary>
/// <param name="Columns">The labels, in the order of the exposition.</param>
internal sealed record LabelScheme(ImmutableArray<LabelColumn> Columns)
{
    private static readonly ImmutableArray<Dimension> WithoutName = [Dimension.ApiKeyId, Dimension.UserId, Dimension.ApiSource];

    /// <summary>The dimensions that tell two label sets apart: those that the labels come from.</summary>
    public ImmutableArray<int> Dimensions { get; } = [.. Columns.Select(column => column.Dimension).Distinct()];

    /// <summary>The names of the labels.</summary>
    public ImmutableArray<string> Names { get; } = [LabelNames.Organization, .. Columns.Select(column => column.Label)];

    /// <summary>The labels of usage: the project, then the other dimensions in the order of the surface.</summary>
    public static LabelScheme Usage(ExposedSurface part)
    {
        var snapshot = part.Snapshot;
        var columns = Project(part);
        foreach (var dimension in snapshot.Surface.GroupBy)
        {
            if (dimension != Dimension.ProjectId && snapshot.GroupBy.Contains(dimension))
            {
                columns.Add(Column(snapshot, dimension));
            }
        }

        return new LabelScheme(columns.ToImmutable());
    }

    /// <summary>The labels of an amount billed.</summary>
    public static LabelScheme Cost(ExposedSurface costs) => new(CostColumns(costs).ToImmutable());

    /// <summary>The labels of a quantity billed.</summary>
    public static LabelScheme Quantity(ExposedSurface costs)
    {
        var columns = CostColumns(costs);
        columns.Add(new LabelColumn(LabelNames.Unit, costs.Snapshot.Surface.IndexOf(Dimension.QuantityUnit)));
        return new LabelScheme(columns.ToImmutable());
    }

    /// <summary>The labels of an amount that is only told apart by project.</summary>
    public static LabelScheme CostOfProject(ExposedSurface costs) => new(Project(costs).ToImmutable());

    /// <summary>The labels of what a customer was billed: the customer, then the others that are wanted.</summary>
    /// <param name="part">Rows of customers' costs.</param>
    /// <param name="withProject">Whether the project is wanted, where the rows are broken down by it.</param>
    /// <param name="withModel">Whether the model is wanted.</param>
    public static LabelScheme CostOfCustomer(ExposedSurface part, bool withProject, bool withModel) => new(
    [
        Column(part.Snapshot, Dimension.Customer),
        .. withProject ? Project(part).ToImmutable() : [],
        .. withModel ? [Column(part.Snapshot, Dimension.Model)] : ImmutableArray<LabelColumn>.Empty,
    ]);

    private static ImmutableArray<LabelColumn>.Builder CostColumns(ExposedSurface part)
    {
        var costs = part.Snapshot;
        var columns = Project(part);
        if (costs.GroupBy.Contains(Dimension.LineItem))
        {
            var lineItem = Column(costs, Dimension.LineItem);
            columns.Add(lineItem);
            columns.Add(lineItem with { Label = LabelNames.Model, Derive = raw => part.Organization.Report.LineItems[raw].Model });
            columns.Add(lineItem with { Label = LabelNames.Meter, Derive = raw => part.Organization.Report.LineItems[raw].Meter });
        }

        foreach (var dimension in WithoutName.Where(costs.GroupBy.Contains))
        {
            columns.Add(Column(costs, dimension));
        }

        return columns;
    }

    private static ImmutableArray<LabelColumn>.Builder Project(ExposedSurface part)
    {
        var columns = ImmutableArray.CreateBuilder<LabelColumn>();
        if (part.IsByProject)
        {
            var id = Column(part.Snapshot, Dimension.ProjectId);
            columns.Add(id);
            columns.Add(id with { Label = LabelNames.Project, Derive = part.Organization.Report.ProjectName });
        }

        return columns;
    }

    private static LabelColumn Column(SurfaceSnapshot snapshot, Dimension dimension) =>
        new(dimension.Name, snapshot.Surface.IndexOf(dimension));
}

/// <summary>Where a label of a row comes from.</summary>
/// <param name="Label">The name of the label.</param>
/// <param name="Dimension">The dimension's place in the rows.</param>
/// <param name="Derive">What makes the label's value of the dimension's value, or null where they are the same.</param>
internal sealed record LabelColumn(string Label, int Dimension, Func<string?, string?>? Derive = null);
