using System.Collections.Immutable;

namespace OpenAiSpend.Domain.Surfaces;

/// <summary>A surface that answers in daily buckets of rows: Costs, the eleven kinds of Usage, and traces.</summary>
public sealed class BucketSurface : Surface
{
    /// <summary>Describes a table of daily rows.</summary>
    /// <param name="name">The name.</param>
    /// <param name="groupBy">The dimensions that a reader may ask to have the rows grouped by.</param>
    /// <param name="rowIdentity">The dimensions that come unasked and tell rows apart as well.</param>
    /// <param name="measures">The numbers of each row; at most 32.</param>
    /// <param name="onlyOnRequest">Those of <paramref name="groupBy"/> that are not asked for unless somebody wants them.</param>
    public BucketSurface(
        string name,
        ImmutableArray<Dimension> groupBy,
        ImmutableArray<Dimension> rowIdentity,
        ImmutableArray<Measure> measures,
        params ImmutableArray<Dimension> onlyOnRequest)
        : base(name)
    {
        GroupBy = groupBy;
        DefaultGroupBy = groupBy.RemoveRange(onlyOnRequest);
        Dimensions = [.. groupBy, .. rowIdentity];
        Measures = measures;
    }

    /// <summary>The dimensions that a reader may ask to have the rows grouped by.</summary>
    public ImmutableArray<Dimension> GroupBy { get; }

    /// <summary>Those of <see cref="GroupBy"/> that are asked for unless the configuration says otherwise.</summary>
    public ImmutableArray<Dimension> DefaultGroupBy { get; }

    /// <summary>
    /// All dimensions that tell two rows of a bucket apart: those of <see cref="GroupBy"/>, and those that come
    /// unasked, like the currency of an amount. Rows of a <see cref="Buckets.Bucket"/> hold their values in this order.
    /// </summary>
    public ImmutableArray<Dimension> Dimensions { get; }

    /// <summary>The numbers of each row, in the order in which a <see cref="Buckets.Bucket"/> holds them; at most 32.</summary>
    public ImmutableArray<Measure> Measures { get; }

    /// <summary>Where a dimension stands in <see cref="Dimensions"/>, or -1 where the surface does not have it.</summary>
    public int IndexOf(Dimension dimension) => Dimensions.IndexOf(dimension);

    /// <summary>Where a measure stands in <see cref="Measures"/>, or -1 where the surface does not have it.</summary>
    public int IndexOf(Measure measure) => Measures.IndexOf(measure);
}
