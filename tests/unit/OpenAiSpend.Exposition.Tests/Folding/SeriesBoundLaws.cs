using FsCheck.Fluent;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Folding;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Folding;

/// <summary>What holds for every organization and every bound on its series.</summary>
public sealed class SeriesBoundLaws
{
    private const int Days = 8;

    private static readonly HashSet<string> Unbounded =
        [.. JoinFamilies.All.Select(static family => family.Name), SpendFamilies.AlertThreshold.Name];

    private static readonly BucketSurface[] Surfaces =
        [Surface.Costs, Surface.Completions, Surface.Embeddings, Surface.Images, Surface.FileSearchCalls, Surface.WebSearchCalls, Surface.VectorStores];

    [Fact]
    public void Render_AnyOrganizationAndBound_HasNoMoreSeriesThanAllowedOrThanRemain() => ForAll((snapshot, max, _) =>
    {
        var (least, bounded) = (Of(snapshot, 1), Of(snapshot, max));
        Assert.True(Count(bounded) <= Math.Max(max, Count(least)), $"{Count(bounded)} series, {max} are allowed, {Count(least)} remain");
    });

    [Fact]
    public void Render_AnyOrganizationAndBound_FoldsNothingThatFits() => ForAll((snapshot, max, all) =>
    {
        if (Count(all) <= max)
        {
            Assert.Equal(all.Samples.Select(Text), Of(snapshot, max).Samples.Select(Text));
        }
    });

    [Fact]
    public void Render_AnyOrganizationAndBound_KeepsTheTotalsByProjectAndDay() => ForAll((snapshot, max, all) =>
    {
        var bounded = Of(snapshot, max);
        Assert.Equal(all.Families.Select(family => family.Name).Where(name => !IsUsage(name)), bounded.Families.Select(family => family.Name).Where(name => !IsUsage(name)));
        foreach (var family in bounded.Families)
        {
            var (expected, actual) = (Totals(all[family.Name]), Totals(family.Samples));
            var newest = actual.Keys.Select(static key => key.Date).Max();
            var oldest = actual.Keys.Select(static key => key.Date).Min();
            var shown = IsUsage(family.Name) ? expected.Where(of => string.CompareOrdinal(of.Key.Date, oldest) >= 0) : expected;
            Assert.Equal(shown.Where(of => of.Value != 0), actual.Where(of => of.Value != 0));
            Assert.Equal(expected.Keys.Select(static key => key.Date).Max(), newest);
        }
    });

    [Fact]
    public void Render_RowsInAnotherOrder_IsTheSame() => ForAll((snapshot, max, _) => Assert.Equal(
        Rendered.Of(snapshot, Options(max)).Spend.Plain.Bytes(),
        Rendered.Of(Reordered(snapshot), Options(max)).Spend.Plain.Bytes()));

    // A poll at which everything was used as much again: what was equal still is, so that nobody else is folded.
    [Fact]
    public void Render_EverythingGrowsAlike_FoldsTheSame() => ForAll((snapshot, max, _) => Assert.Equal(
        Of(snapshot, max).Samples.Select(static sample => sample.Series),
        Of(Grown(snapshot, static _ => true), max).Samples.Select(static sample => sample.Series)));

    // A poll at which only the largest key has grown. Most of the others are as large as many others.
    [Fact]
    public void Render_TheLargestKeyGrows_FoldsTheSame() => ForAll((generated, max, _) =>
    {
        var snapshot = generated with
        {
            Organizations = [.. generated.Organizations.Select(static organization => organization with
            {
                Surfaces = [.. organization.Surfaces.Where(static surface => surface.Surface == Surface.Embeddings).Select(static surface => surface with { GroupBy = [Dimension.ApiKeyId] })],
            })],
        };
        static string Key(string row) => row.Split('|')[Surface.Embeddings.IndexOf(Dimension.ApiKeyId)];
        var largest = snapshot.Organizations[0].Surfaces.SelectMany(static surface => surface.Buckets).Where(static bucket => bucket.Day > Some.Day.AddDays(-Days))
            .SelectMany(static bucket => Enumerable.Range(0, bucket.Count).Select(row => (Key: Key(string.Join('|', bucket.Dimensions(row).ToArray())), Weight: bucket.Value(row, 0) ?? 0m)))
            .Where(static row => row.Key.Length > 0).GroupBy(static row => row.Key, static row => row.Weight)
            .OrderByDescending(static set => set.Sum()).ThenByDescending(static set => set.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;

        // Where fewer days are shown, it is the largest of those that counts.
        if (Rendered.Of(snapshot, Options(max)).Shortened.IsEmpty)
        {
            Assert.Equal(
                Of(snapshot, max).Samples.Select(static sample => sample.Series),
                Of(Grown(snapshot, row => Key(row) == largest), max).Samples.Select(static sample => sample.Series));
        }
    });

    [Fact]
    public void Render_AnyOrganizationAndBound_FoldsNoUserBeforeTheKeysAndNoModelBeforeTheUsers() => ForAll((snapshot, max, _) =>
    {
        var bounded = Of(snapshot, max);
        foreach (var surface in UsageFamilies.All.GroupBy(static family => family.Surface))
        {
            var samples = surface.SelectMany(family => bounded[family.Today.Name].Concat(bounded[family.Daily.Name])).ToList();
            bool Says(string label, bool other) => samples.Any(sample => sample.Labels.Any(of => of.Name == label && of.Value is { Length: > 0 } && (of.Value == LabelSetFolding.Other) == other));
            Assert.False(Says("user_id", other: true) && (Says("api_key_id", other: false) || Says("vector_store_id", other: false)), $"{surface.Key} {max}");
            Assert.False(Says("model", other: true) && Says("user_id", other: false), $"{surface.Key} {max}");
            Assert.False(Says("project_id", other: true));
        }

        Assert.DoesNotContain(bounded.Samples, static sample => sample["line_item"] == LabelSetFolding.Other);
    });

    [Fact]
    public void Render_SmallSurfaceBesideALargeOne_KeepsItsDetail()
    {
        static SurfaceSnapshot Keys(BucketSurface surface, int count) => Some.Known(surface, Some.Day, Some.Bucket(surface, Some.Day, [.. Enumerable.Range(0, count)
            .Select(key => Some.Row.Of(("project_id", "proj_a"), ("user_id", $"user-{key % 7}"), ("api_key_id", $"key_{key}")).With("input_tokens", key + 1m))]));
        var rendered = Rendered.Of(Some.Snapshot(Some.Day, Keys(Surface.Completions, 5_000), Keys(Surface.Embeddings, 20)), Options(1_000));

        Assert.Equal(Surface.Completions, Assert.Single(rendered.Foldings).Folded.Surface.Surface);
        Assert.Empty(rendered.Shortened);
        Assert.InRange(rendered.Series.Single(series => series.Surface == "completions").Count, 900, 1_000);
    }

    [Fact]
    public void Render_FoldingIsNotEnough_ShowsFewerDaysAndSaysSo()
    {
        var row = Some.Row.Of(("project_id", "proj_a")).With("input_tokens", 1m);
        var surface = Some.Known(Surface.Embeddings, Some.Day, [.. Enumerable.Range(0, Days).Select(age => Some.Bucket(Surface.Embeddings, Some.Day.AddDays(-age), row))]);
        var snapshot = Some.Snapshot(Some.Day, surface);

        Assert.Empty(Rendered.Of(snapshot, Options(9)).Shortened);
        Assert.Equal(("acme", 3, true), Only(Options(4)));
        Assert.Equal(("acme", 1, true), Only(Options(2)));
        Assert.Equal(("acme", 1, false), Only(Options(1)));
        Assert.Equal(["2026-11-18", "2026-11-19", "2026-11-20"], Of(snapshot, 4)["openai_embeddings_daily_input_tokens"].Select(sample => sample["date"]));

        (string, int, bool) Only(ExpositionOptions options) => Assert.Single(Rendered.Of(snapshot, options).Shortened) is var of ? (of.Organization, of.UsageDays, of.IsBoundKept) : default;
    }

    private static void ForAll(Action<SpendSnapshot, int, ParsedExposition> law) => Prop.ForAll(
        ArbMap.Default.GeneratorFor<(int Seed, ushort Max)>().ToArbitrary(),
        of =>
        {
            var snapshot = Snapshot(of.Seed);
            var all = Of(snapshot, int.MaxValue);
            law(snapshot, 1 + (of.Max % Math.Max(1, Count(all) * 5 / 4)), all);
        }).MustHold();

    private static ExpositionOptions Options(int max) => new() { CostDays = Days, UsageDays = Days, MaxSeries = max, UsageMeasures = ["essential", "input_audio_tokens"] };

    private static ParsedExposition Of(SpendSnapshot snapshot, int max) => Rendered.Page(snapshot, Options(max));

    private static int Count(ParsedExposition page) => page.Samples.Count(static sample => !Unbounded.Contains(sample.Name));

    private static bool IsUsage(string family) => UsageFamilies.All.Any(of => of.Today.Name == family || of.Daily.Name == family);

    private static string Text(Sample sample) => $"{sample.Series} {sample.Value}";

    private static SortedDictionary<(string Project, string Date, string Unit), decimal> Totals(IEnumerable<Sample> samples)
    {
        var totals = new SortedDictionary<(string, string, string), decimal>();
        foreach (var sample in samples)
        {
            var key = (sample["project_id"] ?? "", sample["date"] ?? "", sample["unit"] ?? "");
            totals[key] = totals.GetValueOrDefault(key) + sample.Value;
        }

        return totals;
    }

    // Many users, keys and models, few amounts: most label sets are as large as many others.
    private static SpendSnapshot Snapshot(int seed)
    {
        var random = new Random(seed);
        return Some.Snapshot(Some.Day, [.. Surfaces.Where(_ => random.Next(4) > 0).Select(surface =>
        {
            var buckets = Enumerable.Range(0, random.Next(1, Days + 3)).Select(age =>
            {
                var builder = new BucketBuilder(surface, Some.Day.AddDays(-age));
                for (var rows = random.Next(12); rows > 0; rows--)
                {
                    string?[] dimensions = [.. surface.Dimensions.Select(dimension =>
                        dimension == Dimension.Currency ? (random.Next(5) == 0 ? "eur" : "usd") : random.Next(6) is > 0 and var value ? $"{dimension}_{value}" : null)];
                    decimal[] values = [.. surface.Measures.Select(_ => (decimal)random.Next(4))];
                    builder.Add(dimensions, values, (uint)random.Next(1 << surface.Measures.Length) | 1);
                }

                return builder.Build();
            });
            return Some.Known(surface, Some.Day, [.. buckets]) with { GroupBy = surface.GroupBy };
        })]);
    }

    private static SpendSnapshot Reordered(SpendSnapshot snapshot) => Changed(snapshot, static bucket => Enumerable.Range(0, bucket.Count).Reverse(), static (_, values) => values);

    private static SpendSnapshot Grown(SpendSnapshot snapshot, Func<string, bool> grows) => Changed(
        snapshot, static bucket => Enumerable.Range(0, bucket.Count), (row, values) => grows(row) ? [.. values.Select(static value => value * 2)] : values);

    private static SpendSnapshot Changed(SpendSnapshot snapshot, Func<Bucket, IEnumerable<int>> order, Func<string, decimal[], decimal[]> change) => snapshot with
    {
        Organizations =
        [
            .. snapshot.Organizations.Select(organization => organization with
            {
                Surfaces = [.. organization.Surfaces.Select(surface => surface with
                {
                    Buckets = [.. surface.Buckets.Select(bucket =>
                    {
                        var builder = new BucketBuilder(bucket.Surface, bucket.Day);
                        foreach (var row in order(bucket))
                        {
                            builder.Add(bucket.Dimensions(row), change(string.Join('|', bucket.Dimensions(row).ToArray()), bucket.Values(row).ToArray()), bucket.Present(row));
                        }

                        return builder.Build();
                    })],
                })],
            }),
        ],
    };
}
