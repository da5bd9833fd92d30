using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Series;

namespace OpenAiSpend.Exposition.Folding;

/// <summary>
/// Bounds how many label sets a surface has, without changing a total. Label sets are folded smallest first, by the
/// surface's first measure over the exported days: the API key and the vector store of as many as it takes become
/// <see cref="Other"/>; if all of them are not enough, then the user, or the customer, of as many as it takes. An empty label stays empty.
/// </summary>
public static class LabelSetFolding
{
    /// <summary>What a label says whose values were folded.</summary>
    public const string Other = "other";

    private static readonly ImmutableArray<Dimension> Keys = [Dimension.ApiKeyId, Dimension.VectorStoreId];
    private static readonly ImmutableArray<Dimension> Users = [Dimension.UserId, Dimension.Customer];
    private static readonly Comparer<string?[]> InOrder = Comparer<string?[]>.Create(Compare);

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

        var kept = index.Sets.ToDictionary(static set => set.Values, SequenceComparer<string?>.Instance);
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

    private static void FoldSmallest(Dictionary<string?[], FoldableLabelSet> kept, ImmutableArray<int> places, int maxLabelSets)
    {
        if (kept.Count <= maxLabelSets)
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
                other = new FoldableLabelSet(values);
                kept.Add(values, other);
            }

            set.FoldInto(other);
        }
    }
}

/// <summary>A surface that had more label sets than allowed, after folding.</summary>
public sealed record FoldedSurface
{
    /// <summary>The surface with fewer label sets. Every measure has the same total on every day as before.</summary>
    public required SurfaceSnapshot Surface { get; init; }

    /// <summary>How many label sets were allowed.</summary>
    public required int MaxLabelSets { get; init; }

    /// <summary>How many label sets there were on the exported days.</summary>
    public required int LabelSets { get; init; }

    /// <summary>How many of them were folded; 0 where the surface has no labels that may be folded.</summary>
    public required int Folded { get; init; }

    /// <summary>How many label sets there are now. More than allowed where folding everything that may be folded was not enough.</summary>
    public required int Kept { get; init; }
}
