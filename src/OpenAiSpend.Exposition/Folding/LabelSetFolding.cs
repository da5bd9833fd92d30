using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Exposition.Folding;

/// <summary>
/// Bounds how many label sets a surface has, without changing a total. Label sets are folded smallest first, by the
/// surface's first measure over the exported days: the API key and the vector store of as many as it takes become
/// <see cref="Other"/>; if all of them are not enough, then the user of as many as it takes. An empty label stays empty.
/// </summary>
public static class LabelSetFolding
{
    /// <summary>What a label says whose values were folded.</summary>
    public const string Other = "other";

    private static readonly ImmutableArray<Dimension> Keys = [Dimension.ApiKeyId, Dimension.VectorStoreId];
    private static readonly ImmutableArray<Dimension> Users = [Dimension.UserId];

    /// <summary>Whether the labels of a dimension are folded where there are too many.</summary>
    public static bool IsFolded(Dimension dimension) => Keys.Contains(dimension) || Users.Contains(dimension);

    /// <summary>Folds a surface, or returns null where it has no more label sets than allowed.</summary>
    /// <param name="surface">
    /// The surface. A label set is what differs in <see cref="SurfaceSnapshot.GroupBy"/>: a currency or a unit does not count.
    /// </param>
    /// <param name="maxLabelSets">How many are allowed; at least 1.</param>
    /// <param name="exported">The days on which label sets count, and are folded. Other days stay as they are.</param>
    public static FoldedSurface? Fold(SurfaceSnapshot surface, int maxLabelSets, DayWindow exported)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLabelSets, 1);
        var rows = surface.Buckets.Where(bucket => exported.Contains(bucket.Day)).Sum(static bucket => bucket.Count);
        if (rows <= maxLabelSets)
        {
            return null;
        }

        ImmutableArray<Dimension> labels = [.. surface.Surface.GroupBy.Where(surface.GroupBy.Contains)];
        var index = LabelSetIndex.Of(surface, [.. labels.Select(surface.Surface.IndexOf)], exported);
        var before = index.Sets.Count;
        if (before <= maxLabelSets)
        {
            return null;
        }

        var kept = index.Sets.ToDictionary(static set => set.Values, SameValues.Comparer);
        FoldSmallest(kept, Places(labels, Keys), maxLabelSets);
        FoldSmallest(kept, Places(labels, Users), maxLabelSets);
        var folded = index.Sets.Count(static set => set.IsFolded);
        return new FoldedSurface
        {
            Surface = folded == 0 ? surface : surface with { Buckets = index.FoldedBuckets() },
            MaxLabelSets = maxLabelSets,
            LabelSets = before,
            Folded = folded,
            Kept = kept.Count,
        };
    }

    private static ImmutableArray<int> Places(ImmutableArray<Dimension> labels, ImmutableArray<Dimension> wanted) =>
        [.. wanted.Select(dimension => labels.IndexOf(dimension)).Where(static place => place >= 0)];

    private static void FoldSmallest(Dictionary<string?[], LabelSet> kept, ImmutableArray<int> places, int maxLabelSets)
    {
        if (kept.Count <= maxLabelSets)
        {
            return;
        }

        var candidates = kept.Values
            .Where(set => places.Any(place => set.Values[place] is not (null or "" or Other)))
            .OrderBy(static set => set.Weight)
            .ThenBy(static set => set.Values, SameValues.Comparer)
            .ToList();
        foreach (var set in candidates)
        {
            if (kept.Count <= maxLabelSets)
            {
                return;
            }

            var values = (string?[])set.Values.Clone();
            foreach (var place in places)
            {
                values[place] = string.IsNullOrEmpty(values[place]) ? values[place] : Other;
            }

            kept.Remove(set.Values);
            if (!kept.TryGetValue(values, out var other))
            {
                other = new LabelSet(values);
                kept.Add(values, other);
            }

            set.FoldInto(other);
        }
    }
}
