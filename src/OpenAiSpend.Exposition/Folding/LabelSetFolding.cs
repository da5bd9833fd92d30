using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Series;

namespace OpenAiSpend.Exposition.Folding;

/// <summary>
/// Bounds how many series a surface has, without changing a total. Label sets are folded smallest first, by the surface's
/// first measure over the exported days: the API key and the vector store of as many as it takes become <see cref="Other"/>;
/// if all of them are not enough, then the user, or the customer, of as many as it takes; and then the model, with everything that says more
/// about a call. Projects, line items and the basis of an allocation are never folded, and an empty label stays empty.
/// </summary>
public sealed class LabelSetFolding
{
    /// <summary>What a label says whose values were folded.</summary>
    public const string Other = "other";

    private static readonly ImmutableArray<Dimension> Keys = [Dimension.ApiKeyId, Dimension.VectorStoreId];
    private static readonly ImmutableArray<Dimension> Users = [Dimension.UserId, Dimension.Customer];
    private static readonly ImmutableArray<Dimension> Kept = [Dimension.ProjectId, Dimension.LineItem, OrganizationAllocation.Basis];
    private static readonly Comparer<string?[]> InOrder = Comparer<string?[]>.Create(Compare);

    private readonly SurfaceSnapshot _surface;
    private readonly SeriesShape _shape;
    private readonly DayWindow _exported;
    private readonly LabelSetIndex _index;
    private readonly ImmutableArray<ImmutableArray<int>> _tiers;
    private ImmutableArray<FoldableLabelSet> _coarsest = [];
    private int? _least;

    /// <summary>Counts the label sets of a surface, and the series that they make.</summary>
    /// <param name="surface">
    /// The surface. A label set is what differs in <see cref="SurfaceSnapshot.GroupBy"/>: a currency or a unit does not count.
    /// </param>
    /// <param name="exported">The days on which label sets count, and are folded. Other days stay as they are.</param>
    /// <param name="shape">What series they make.</param>
    internal LabelSetFolding(SurfaceSnapshot surface, DayWindow exported, SeriesShape shape)
    {
        (_surface, _exported, _shape) = (surface, exported, shape);
        ImmutableArray<Dimension> labels = [.. surface.Surface.GroupBy.Where(surface.GroupBy.Contains)];
        _tiers = [.. new[] { Keys, Users, labels.RemoveRange(Keys).RemoveRange(Users).RemoveRange(Kept) }.Select(tier => Places(labels, tier))];
        _index = LabelSetIndex.Of(surface, [.. labels.Select(surface.Surface.IndexOf)], exported, shape);
        Series = SeriesOf(_index.Sets);
    }

    /// <summary>How many series there are where nothing is folded.</summary>
    public int Series { get; }

    /// <summary>The days on which label sets count.</summary>
    public DayWindow Exported => _exported;

    /// <summary>How many label sets there are where nothing is folded.</summary>
    public int LabelSets => _index.Sets.Count;

    /// <summary>Whether the labels of a dimension are folded where there are too many.</summary>
    public static bool IsFolded(Dimension dimension) => !Kept.Contains(dimension);

    /// <summary>How many series there are where everything is folded that may be.</summary>
    /// <param name="days">The days that are shown; null for all of the exported ones.</param>
    public int LeastSeries(DayWindow? days = null)
    {
        if (_coarsest.IsEmpty)
        {
            var coarsest = new Dictionary<string?[], FoldableLabelSet>(SequenceComparer<string?>.Instance);
            foreach (var set in _index.Sets)
            {
                Target(coarsest, Fold(set.Values, [.. _tiers.SelectMany(static tier => tier)])).Take(set);
            }

            _coarsest = [.. coarsest.Values];
        }

        return days is null
            ? _least ??= _coarsest.Sum(set => set.Series(_shape, _exported.Start))
            : _coarsest.Sum(set => set.Series(_shape, _exported.Start, days));
    }

    /// <summary>Folds the surface, or returns null where it has no more series and label sets than allowed. To be called once.</summary>
    /// <param name="maxSeries">How many series are allowed.</param>
    /// <param name="maxLabelSets">How many label sets are.</param>
    public FoldedSurface? Fold(int maxSeries, int maxLabelSets = int.MaxValue)
    {
        if (Series <= maxSeries && LabelSets <= maxLabelSets)
        {
            return null;
        }

        var kept = _index.Sets.ToDictionary(static set => set.Values, SequenceComparer<string?>.Instance);
        var series = Series;
        foreach (var tier in _tiers)
        {
            FoldSmallest(kept, tier, maxLabelSets, ref series, maxSeries);
        }

        var folded = _index.Sets.Count(static set => set.IsFolded);
        return new FoldedSurface
        {
            Surface = folded == 0 ? _surface : _surface with { Buckets = _index.FoldedBuckets() },
            LabelSets = LabelSets,
            Folded = folded,
            Kept = kept.Count,
            IsEnough = series <= maxSeries && kept.Count <= maxLabelSets,
        };
    }

    private static ImmutableArray<int> Places(ImmutableArray<Dimension> labels, ImmutableArray<Dimension> wanted) =>
        [.. wanted.Select(dimension => labels.IndexOf(dimension)).Where(static place => place >= 0)];

    // In ordinal order, none before any.
    private static int Compare(string?[] one, string?[] other)
    {
        var order = 0;
        for (var i = 0; i < one.Length && order == 0; i++)
        {
            order = string.CompareOrdinal(one[i], other[i]);
        }

        return order;
    }

    private static string?[] Fold(string?[] values, ImmutableArray<int> places)
    {
        var folded = (string?[])values.Clone();
        foreach (var place in places)
        {
            folded[place] = string.IsNullOrEmpty(values[place]) ? values[place] : Other;
        }

        return folded;
    }

    private static FoldableLabelSet Target(Dictionary<string?[], FoldableLabelSet> sets, string?[] values)
    {
        if (!sets.TryGetValue(values, out var set))
        {
            set = new FoldableLabelSet(values);
            sets.Add(values, set);
        }

        return set;
    }

    private int SeriesOf(IEnumerable<FoldableLabelSet> sets) => sets.Sum(set => set.Series(_shape, _exported.Start));

    private void FoldSmallest(
        Dictionary<string?[], FoldableLabelSet> kept, ImmutableArray<int> places, int maxLabelSets, ref int series, int maxSeries)
    {
        if (kept.Count <= maxLabelSets && series <= maxSeries)
        {
            return;
        }

        var candidates = kept.Values
            .Where(set => places.Any(place => set.Values[place] is not (null or "" or Other)))
            .OrderBy(static set => set.Weight)
            .ThenBy(static set => set.Values, InOrder)
            .ToList();
        foreach (var set in candidates)
        {
            if (kept.Count <= maxLabelSets && series <= maxSeries)
            {
                return;
            }

            kept.Remove(set.Values);
            var other = Target(kept, Fold(set.Values, places));
            series -= set.Series(_shape, _exported.Start) + other.Series(_shape, _exported.Start);
            set.FoldInto(other);
            series += other.Series(_shape, _exported.Start);
        }
    }
}

/// <summary>A surface that had more series or label sets than allowed, after folding.</summary>
public sealed record FoldedSurface
{
    /// <summary>The surface with fewer label sets. Every measure has the same total on every day as before.</summary>
    public required SurfaceSnapshot Surface { get; init; }

    /// <summary>How many label sets there were on the exported days.</summary>
    public required int LabelSets { get; init; }

    /// <summary>How many of them were folded; 0 where the surface has no labels that may be folded.</summary>
    public required int Folded { get; init; }

    /// <summary>How many label sets there are now.</summary>
    public required int Kept { get; init; }

    /// <summary>Whether there are no more than allowed now: folding everything that may be folded may not be enough.</summary>
    public required bool IsEnough { get; init; }
}
