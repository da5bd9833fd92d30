using FsCheck;
using FsCheck.Fluent;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Folding;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Folding;

/// <summary>What holds for every surface and every bound.</summary>
public class LabelSetFoldingLaws
{
    private const int Days = 6;
    private static readonly DayWindow Exported = DayWindow.Trailing(Some.Day, 4);

    private static readonly BucketSurface[] Surfaces =
        [Surface.Costs, Surface.Completions, Surface.FileSearchCalls, Surface.VectorStores, Surface.WebSearchCalls];

    private static readonly Arbitrary<Case> Cases = ArbMap.Default.GeneratorFor<(byte Surface, byte Max, (byte Day, int Values, int Amount)[] Rows)>()
        .Select(static raw => new Case(Surfaces[raw.Surface % Surfaces.Length], 1 + (raw.Max % 12), raw.Rows))
        .ToArbitrary();

    [Fact]
    public void Fold_AnySurface_KeepsTheTotalOfEveryMeasureOnEveryDay() => ForAll((before, _, folded) =>
    {
        Assert.Equal(before.Buckets.Select(bucket => bucket.Day), folded.Surface.Buckets.Select(bucket => bucket.Day));
        foreach (var (bucket, after) in before.Buckets.Zip(folded.Surface.Buckets))
        {
            Assert.All(Enumerable.Range(0, before.Surface.Measures.Length), measure => Assert.Equal(bucket.Total(measure), after.Total(measure)));
        }
    });

    [Fact]
    public void Fold_AnySurface_KeepsTheTotalOfWhatIsNotFolded() => ForAll((before, _, folded) =>
    {
        int[] kept = [.. Enumerable.Range(0, before.Surface.Dimensions.Length).Where(i => !IsFoldable(before.Surface.Dimensions[i]))];
        foreach (var (bucket, after) in before.Buckets.Zip(folded.Surface.Buckets))
        {
            Assert.Equal(Totals(bucket, kept), Totals(after, kept));
        }
    });

    [Fact]
    public void Fold_AnySurface_KeepsTheBoundWhereFoldingCan() => ForAll((before, max, folded) =>
    {
        var coarsest = LabelSets(before, dimension => !IsFoldable(dimension)).Count;
        var kept = LabelSets(folded.Surface, static _ => true);

        Assert.Equal(folded.Kept, kept.Count);
        Assert.True(kept.Count <= Math.Max(max, coarsest), $"{kept.Count} label sets of {folded.LabelSets}, allowed {max}");
        Assert.Equal(LabelSets(before, static _ => true).Count, folded.LabelSets);
        Assert.Equal(folded.LabelSets - LabelSets(before, static _ => true).Intersect(kept).Count(), folded.Folded);
    });

    [Fact]
    public void Fold_AnySurface_LeavesEmptyLabelsEmpty() => ForAll((before, _, folded) =>
    {
        foreach (var (bucket, after) in before.Buckets.Zip(folded.Surface.Buckets))
        {
            for (var i = 0; i < before.Surface.Dimensions.Length; i++)
            {
                Assert.Equal(TotalOfEmpty(bucket, i), TotalOfEmpty(after, i));
            }
        }
    });

    [Fact]
    public void Fold_RowsAndDaysInAnotherOrder_GivesTheSame() => Prop.ForAll(Cases, of =>
    {
        var (one, other) = (Fold(of.Surface(rows => rows), of.Max), Fold(of.Surface(rows => rows.Reverse()), of.Max));

        Assert.Equal(one is null, other is null);
        Assert.Equal((one?.LabelSets, one?.Folded, one?.Kept), (other?.LabelSets, other?.Folded, other?.Kept));
        Assert.All(one?.Surface.Buckets.Zip(other!.Surface.Buckets) ?? [], pair => Assert.True(pair.First.ContentEquals(pair.Second)));
    }).MustHold();

    [Fact]
    public void Fold_BoundNotExceeded_DoesNothing() => Prop.ForAll(Cases, of =>
    {
        var surface = of.Surface(rows => rows);
        return (Fold(surface, of.Max) is null) == (LabelSets(surface, static _ => true).Count <= of.Max);
    }).MustHold();

    [Fact]
    public void Fold_Twice_IsOnce() => ForAll((_, max, folded) =>
    {
        var again = Fold(folded.Surface, max);
        Assert.True(again is null || again.Folded == 0);
    });

    private static void ForAll(Action<SurfaceSnapshot, int, FoldedSurface> law) => Prop.ForAll(Cases, of =>
    {
        var surface = of.Surface(rows => rows);
        if (Fold(surface, of.Max) is { } folded)
        {
            law(surface, of.Max, folded);
        }
    }).MustHold();

    private static FoldedSurface? Fold(SurfaceSnapshot surface, int max) => new LabelSetFolding(surface, Exported, new SeriesShape([])).Fold(int.MaxValue, max);

    private static bool IsFoldable(Dimension dimension) =>
        dimension != Dimension.ProjectId && dimension != Dimension.LineItem && dimension != Dimension.Currency && dimension != Dimension.QuantityUnit;

    // A dimension that is left out still says whether it has a value: empty labels are never folded.
    private static HashSet<string> LabelSets(SurfaceSnapshot surface, Func<Dimension, bool> isWanted) =>
    [
        .. from bucket in surface.Buckets
           where Exported.Contains(bucket.Day)
           from row in Enumerable.Range(0, bucket.Count)
           let values = bucket.Dimensions(row).ToArray()
           select string.Join('|', surface.GroupBy.Select(
               dimension => (dimension, Value: values[surface.Surface.IndexOf(dimension)])).Select(
               label => isWanted(label.dimension) || label.Value is null ? label.Value : "any")),
    ];

    private static SortedDictionary<string, decimal> Totals(Bucket bucket, int[] dimensions)
    {
        var totals = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        for (var row = 0; row < bucket.Count; row++)
        {
            var values = bucket.Dimensions(row).ToArray();
            for (var measure = 0; measure < bucket.Surface.Measures.Length; measure++)
            {
                var key = $"{string.Join('|', dimensions.Select(i => values[i]))} {measure}";
                totals[key] = totals.GetValueOrDefault(key) + (bucket.Value(row, measure) ?? 0m);
            }
        }

        return totals;
    }

    private static decimal TotalOfEmpty(Bucket bucket, int dimension) =>
        Enumerable.Range(0, bucket.Count).Where(row => bucket.Dimensions(row)[dimension] is null).Sum(row => bucket.Value(row, 0) ?? 0m);

    private sealed record Case(BucketSurface Of, int Max, (byte Day, int Values, int Amount)[] Rows)
    {
        public SurfaceSnapshot Surface(Func<IEnumerable<(byte Day, int Values, int Amount)>, IEnumerable<(byte Day, int Values, int Amount)>> order)
        {
            var builders = Enumerable.Range(0, Days).Select(i => new BucketBuilder(Of, Some.Day.AddDays(-i))).ToArray();
            foreach (var (day, values, amount) in order(Rows))
            {
                var random = new Random(values);
                string?[] dimensions = [.. Of.Dimensions.Select(dimension => random.Next(4) is > 0 and var value ? $"{dimension} {value}" : null)];
                decimal[] measures = [.. Of.Measures.Select(measure => (amount / 100m) + random.Next(100))];
                builders[day % Days].Add(dimensions, measures, (uint)random.Next(1 << Of.Measures.Length));
            }

            return Some.Known(Of, Some.Day, [.. builders.Select(builder => builder.Build())]) with { GroupBy = Of.GroupBy };
        }
    }
}
