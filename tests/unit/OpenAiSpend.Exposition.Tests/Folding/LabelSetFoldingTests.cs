using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Folding;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Folding;

public class LabelSetFoldingTests
{
    private static readonly DayWindow Exported = DayWindow.Trailing(Some.Day, 8);

    [Fact]
    public void Fold_AsManyAsAllowed_IsNotNeeded() =>
        Assert.Null(Fold(Embeddings((1, "user-1", "key_1"), (2, "user-1", "key_2")), 2, Exported));

    [Fact]
    public void Fold_OneTooMany_FoldsTheTwoSmallestKeys()
    {
        var folded = Fold(
            Embeddings((3, "user-1", "key_3"), (1, "user-1", "key_1"), (9, "user-1", "key_9"), (2, "user-1", "key_2")), 3, Exported)!;

        Assert.Equal([("user-1", "key_3", 3m), ("user-1", "key_9", 9m), ("user-1", "other", 3m)], Rows(folded));
        Assert.Equal((4, 2, 3), (folded.LabelSets, folded.Folded, folded.Kept));
    }

    [Fact]
    public void Fold_SmallestOfAnotherUser_StaysApartFromTheOthers()
    {
        var folded = Fold(
            Embeddings((1, "user-2", "key_1"), (2, "user-1", "key_2"), (3, "user-1", "key_3"), (4, "user-1", "key_4")), 3, Exported)!;

        Assert.Equal([("user-1", "key_4", 4m), ("user-1", "other", 5m), ("user-2", "other", 1m)], Rows(folded));
        Assert.Equal(3, folded.Folded);
    }

    [Fact]
    public void Fold_AllKeysAreNotEnough_FoldsTheSmallestUsersToo()
    {
        var folded = Fold(
            Embeddings((1, "user-1", "key_1"), (2, "user-2", "key_1"), (3, "user-3", "key_1"), (4, null, "key_1")), 3, Exported)!;

        Assert.Equal([(null, "other", 4m), ("other", "other", 3m), ("user-3", "other", 3m)], Rows(folded));
        Assert.Equal((4, 3), (folded.Folded, folded.Kept));
    }

    [Fact]
    public void Fold_EqualSizes_GoesByOrdinalOrder()
    {
        var folded = Fold(Embeddings((1, "user-1", "key_c"), (1, "user-1", "key_B"), (1, "user-1", "key_a")), 2, Exported)!;

        Assert.Equal([("user-1", "key_c", 1m), ("user-1", "other", 2m)], Rows(folded));
    }

    [Fact]
    public void Fold_SizeOfSeveralDays_CountsTheExportedOnesAndLeavesTheOthers()
    {
        var old = Bucket(Exported.Start.AddDays(-1), (100, "user-1", "key_1"), (100, "user-1", "key_4"));
        var surface = Some.Known(
            Surface.Embeddings, Some.Day, old, Bucket(Exported.Start, (5, "user-1", "key_1"), (3, "user-1", "key_2")),
            Bucket(Some.Day, (3, "user-1", "key_2"), (7, "user-1", "key_3"), (1, "user-1", "key_1"))) with
        {
            SettleDays = 3,
        };

        var folded = Fold(surface, 2, Exported)!;

        Assert.Same(old, folded.Surface.Buckets[0]);
        Assert.Equal([("user-1", "other", 8m)], Rows(folded.Surface.Find(Exported.Start)!));
        Assert.Equal([("user-1", "key_3", 7m), ("user-1", "other", 4m)], Rows(folded.Surface.Find(Some.Day)!));
        Assert.Equal(surface with { Buckets = folded.Surface.Buckets }, folded.Surface);
    }

    [Fact]
    public void Fold_DayWithoutFoldedRows_StaysAsItIs()
    {
        var surface = Some.Known(
            Surface.Embeddings, Some.Day, Bucket(Exported.Start, (9, "user-1", "key_9")), Bucket(Some.Day, (1, "user-1", "key_1"), (2, "user-1", "key_2")));

        Assert.Same(surface.Buckets[0], Fold(surface, 2, Exported)!.Surface.Buckets[0]);
    }

    [Fact]
    public void Fold_CurrentDay_KeepsHowFarItReaches()
    {
        var builder = new BucketBuilder(Surface.Embeddings, Some.Day) { End = Some.Day.Start.AddHours(5) };
        builder.Add(Bucket(Some.Day, (1, "user-1", "key_1"), (2, "user-1", "key_2")));

        var folded = Fold(Some.Known(Surface.Embeddings, Some.Day, builder.Build()), 1, Exported)!;

        Assert.Equal(Some.Day.Start.AddHours(5), Assert.Single(folded.Surface.Buckets).End);
    }

    [Fact]
    public void Fold_KeyAndVectorStore_BecomeOtherTogetherAndEmptyOnesStay()
    {
        static Some.Row Calls(string? key, string? store, int calls) =>
            Some.Row.Of(("user_id", "user-1"), ("api_key_id", key), ("vector_store_id", store)).With("num_requests", calls);
        var bucket = Some.Bucket(
            Surface.FileSearchCalls, Some.Day, Calls("key_1", "vs_1", 1), Calls("key_1", null, 2), Calls(null, "vs_1", 3), Calls("key_2", "vs_2", 4), Calls(null, null, 5));

        var folded = Fold(Some.Known(Surface.FileSearchCalls, Some.Day, bucket), 4, Exported)!;

        var only = Assert.Single(folded.Surface.Buckets);
        Assert.Equal(
            [(null, null, 5m), (null, "other", 3m), ("other", null, 2m), ("other", "other", 5m)],
            Enumerable.Range(0, only.Count).Select(row => (only.Dimensions(row)[2], only.Dimensions(row)[3], only.Value(row, 0)!.Value)));
    }

    [Fact]
    public void Fold_Costs_CurrencyAndUnitDoNotCount()
    {
        static Some.Row Cost(string key, string currency, string unit, decimal amount) => Some.Row
            .Of(("project_id", "proj_a"), ("line_item", "x"), ("api_key_id", key), ("currency", currency), ("quantity_unit", unit))
            .With("amount", amount).With("quantity", 1m);
        var bucket = Some.Bucket(
            Surface.Costs, Some.Day, Cost("key_1", "usd", "token", 1m), Cost("key_1", "eur", "token", 1m), Cost("key_1", "usd", "request", 1m),
            Cost("key_2", "usd", "token", 2m), Cost("key_3", "usd", "token", 9m));
        var costs = Some.Known(Surface.Costs, Some.Day, bucket) with { GroupBy = Surface.Costs.GroupBy };

        var folded = Fold(costs, 2, Exported)!;

        Assert.Null(Fold(costs, 3, Exported));
        Assert.Equal((3, 2, 2), (folded.LabelSets, folded.Folded, folded.Kept));
        var only = Assert.Single(folded.Surface.Buckets);
        Assert.Equal(
            [("key_3", "usd", "token", 9m), ("other", "eur", "token", 1m), ("other", "usd", "request", 1m), ("other", "usd", "token", 3m)],
            Enumerable.Range(0, only.Count).Select(row => (only.Dimensions(row)[2], only.Dimensions(row)[5], only.Dimensions(row)[6], only.Value(row, 0)!.Value)));
    }

    [Fact]
    public void Fold_DimensionNotGroupedBy_IsNoLabel()
    {
        var surface = Embeddings((1, "user-1", "key_1"), (2, "user-1", "key_2"), (3, "user-2", "key_3"));

        Assert.Null(Fold(surface with { GroupBy = [Dimension.UserId] }, 2, Exported));
    }

    [Fact]
    public void Fold_SurfaceWithoutKeysAndUsers_SaysSoAndStaysAsItIs()
    {
        var rows = Enumerable.Range(0, 3).Select(i => Some.Row.Of(("project_id", $"proj_{i}")).With("usage_bytes", 1m));
        var surface = Some.Known(Surface.VectorStores, Some.Day, Some.Bucket(Surface.VectorStores, Some.Day, [.. rows]));

        var folded = Fold(surface, 2, Exported)!;

        Assert.Same(surface, folded.Surface);
        Assert.Equal((3, 0, 3), (folded.LabelSets, folded.Folded, folded.Kept));
    }

    private static SurfaceSnapshot Embeddings(params (int Tokens, string? User, string? Key)[] rows) =>
        Some.Known(Surface.Embeddings, Some.Day, Bucket(Some.Day, rows));

    private static Bucket Bucket(UtcDay day, params (int Tokens, string? User, string? Key)[] rows) => Some.Bucket(
        Surface.Embeddings,
        day,
        [.. rows.Select(row => Some.Row.Of(("project_id", "proj_a"), ("user_id", row.User), ("api_key_id", row.Key)).With("input_tokens", row.Tokens))]);

    private static IEnumerable<(string?, string?, decimal)> Rows(FoldedSurface folded) => Rows(Assert.Single(folded.Surface.Buckets));

    private static IEnumerable<(string? User, string? Key, decimal Tokens)> Rows(Bucket bucket) =>
        Enumerable.Range(0, bucket.Count).Select(row => (bucket.Dimensions(row)[2], bucket.Dimensions(row)[3], bucket.Value(row, 0)!.Value));

    private static FoldedSurface? Fold(SurfaceSnapshot surface, int maxLabelSets, DayWindow exported) =>
        new LabelSetFolding(surface, exported, new SeriesShape([])).Fold(int.MaxValue, maxLabelSets);
}
