using FsCheck;
using FsCheck.Fluent;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Domain.Tests;

public class BucketBuilderTests
{
    private static readonly Arbitrary<CostRow[]> CostRows = ArbMap.Default.GeneratorFor<(byte Project, byte Item, int Cents)>()
        .Select(static raw => new CostRow(raw.Project % 3 == 0 ? null : $"proj_{raw.Project % 3}", $"item {raw.Item % 4}", raw.Cents / 100m))
        .ArrayOf()
        .ToArbitrary();

    [Fact]
    public void Add_SameDimensions_AddsTheValues()
    {
        var bucket = Some.Costs(Some.Day, ("proj_a", "gpt-5, input", 1.25m), ("proj_a", "gpt-5, input", 2.50m), ("proj_b", "gpt-5, input", 4m));

        Assert.Equal(2, bucket.Count);
        Assert.Equal(3.75m, bucket.Value(0, 0));
    }

    [Fact]
    public void Add_MeasureThatOneRowLacks_IsTheOtherRows()
    {
        var row = Some.Row.Of(("model", "gpt-5"));
        var bucket = Some.Bucket(Surface.Completions, Some.Day, row.With("input_tokens", 5), row.With("output_tokens", 7));

        Assert.Equal(1, bucket.Count);
        Assert.Equal((5m, 7m), (bucket.Value(0, 0), bucket.Value(0, 1)));
        Assert.Null(bucket.Value(0, 2));
    }

    [Fact]
    public void Add_ValueOfAMeasureThatWasNotSent_IsIgnored()
    {
        var (one, other) = (new BucketBuilder(Surface.Costs, Some.Day), new BucketBuilder(Surface.Costs, Some.Day));
        one.Add([null, null, null, null, null, "usd", null], [2m, 7m], 1);
        other.Add([null, null, null, null, null, "usd", null], [2m, 0m], 1);

        Assert.True(one.Build().ContentEquals(other.Build()));
        Assert.Null(one.Build().Value(0, 1));
    }

    [Fact]
    public void Add_EmptyDimension_IsNobody()
    {
        var bucket = Some.Costs(Some.Day, (string.Empty, "x", 1m), (null, "x", 1m));

        Assert.Equal(1, bucket.Count);
        Assert.Null(bucket.Dimensions(0)[0]);
    }

    [Fact]
    public void Build_AnyOrderOfRows_GivesTheSameBucket() => Prop.ForAll(CostRows, rows =>
        Build(rows).ContentEquals(Build([.. rows.Reverse()])) && Build(rows).ContentEquals(Build([.. rows.OrderBy(row => row.Usd)])))
        .MustHold();

    [Fact]
    public void Build_AnyRows_KeepsTheTotalOfEveryProject() => Prop.ForAll(CostRows, rows =>
    {
        var bucket = Build(rows);
        return bucket.TotalUsd() == rows.Sum(row => row.Usd)
            && rows.Select(row => row.Project).Distinct().All(project =>
                rows.Where(row => row.Project == project).Sum(row => row.Usd)
                == Enumerable.Range(0, bucket.Count).Where(row => bucket.Dimensions(row)[0] == project).Sum(row => bucket.Value(row, 0)));
    }).MustHold();

    [Fact]
    public void Build_RowsSplitOverTwoBuilders_MergeToTheSame() => Prop.ForAll(CostRows, rows =>
    {
        var merged = new BucketBuilder(Surface.Costs, Some.Day);
        merged.Add(Build([.. rows.Take(rows.Length / 2)]));
        merged.Add(Build([.. rows.Skip(rows.Length / 2)]));
        return merged.Build().ContentEquals(Build(rows));
    }).MustHold();

    [Fact]
    public void TotalUsd_OtherCurrencies_AreNotAdded()
    {
        var builder = new BucketBuilder(Surface.Costs, Some.Day);
        builder.Add([null, null, null, null, null, "usd", null], [2m, 0m], 1);
        builder.Add([null, null, null, null, null, "eur", null], [40m, 0m], 1);

        Assert.Equal(2m, builder.Build().TotalUsd());
    }

    private static Bucket Build(CostRow[] rows) => Some.Costs(Some.Day, [.. rows.Select(row => (row.Project, (string?)row.LineItem, row.Usd))]);

    private sealed record CostRow(string? Project, string LineItem, decimal Usd);
}
