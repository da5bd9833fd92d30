using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Reading;

/// <summary>What to read: whole days of one surface.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="GroupBy">The dimensions to break the rows down by, each one of <see cref="BucketSurface.GroupBy"/>.</param>
/// <param name="Window">The days.</param>
public sealed record SurfaceQuery(BucketSurface Surface, ImmutableArray<Dimension> GroupBy, DayWindow Window)
{
    private static readonly ImmutableArray<Dimension> NotEverywhere = [Dimension.ApiSource, Dimension.UserId];

    /// <summary>
    /// Those of <see cref="GroupBy"/> that are left out where OpenAI refuses to group by them, the first to go first: numbers
    /// without them are better than none. Unless said otherwise, those that not every organization knows.
    /// </summary>
    public ImmutableArray<Dimension> Dispensable { get; init; } = [.. NotEverywhere.Where(dimension => !Surface.DefaultGroupBy.Contains(dimension))];

    /// <summary>Hears how many pages have been read so far while the read goes on; null for nobody. It is no part of what is asked.</summary>
    public IProgress<int>? PagesRead { get; init; }

    /// <summary>Whether the same is asked, whoever hears of the pages.</summary>
    public bool Equals(SurfaceQuery? other) =>
        other is not null && Surface == other.Surface && Window == other.Window && GroupBy.AsSpan().SequenceEqual(other.GroupBy.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Surface, Window, GroupBy.Length);
}
