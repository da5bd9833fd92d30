using FsCheck.Fluent;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Accounting.Tests;

/// <summary>What holds for every bill and whatever the traces say.</summary>
public sealed class CustomerAllocationLaws
{
    private static readonly string?[] Projects = ["proj_a", "proj_b", null];
    private static readonly string?[] Units = ["tokens", "tokens", "1000_tokens", "images", null];
    private static readonly string?[] Models = ["gpt-5-2025-08-07", "gpt-5", "gpt-5-mini-2025-08-07", "text-embedding-3-large", "ft:gpt-5:acme:x:y", "o9", "nonsense", "", null];
    private static readonly string?[] CustomerNames = ["acme", "beta", "other", "", null, "none", "ACME", "\ud800", new string('x', 300)];

    private static readonly string?[] LineItems =
    [
        "gpt-5, input", "gpt-5-2025-08-07, cached input", "gpt-5-2025-08-07, input", "gpt-5-2025-08-07, output", "gpt-5-mini, output", "evals | gpt-5-mini, output", "gpt-5, audio input",
        "gpt-5, cache write", "ft-gpt-5, output", "text-embedding-3-large", "Text tokens", "web search tool calls", "a fee", null,
    ];

    private static readonly decimal[] Amounts = [0m, 1m, -1m, 0.01m, 33.333333m, -7.77m, 0.173915m, 123456.789012m, 1e9m, 0.000000000001m];
    private static readonly decimal?[] Quantities = [null, 0m, 1m, 3m, 1234567m, 1e15m, 0.5m, -5m, -1e18m, 1e20m];
    private static readonly decimal[] Counts = [0m, 0m, 1m, 2m, 7m, 1234567m, 1e15m, 1e18m, 1e27m, 0.5m, -5m, -1e20m];

    [Fact]
    public void Of_AnyTraces_PartsAddUpToTheBillOfEachProjectAndModelToTheLastDigit() => ForAll(static (bill, traces, byProject) =>
    {
        var customers = Customers.Join(bill, traces, byProject);
        Assert.Equal(UsdByProjectAndModel(bill), customers.UsdByProjectAndModel());
        Assert.Equal(bill.TotalUsd(), customers.Usd().Values.Sum());
        Assert.Equal(bill.TotalUsd(), customers.Usd().Values.Reverse().Sum());
    });

    [Fact]
    public void Of_AnyTraces_NobodyIsPaidByAPositiveBillAndCoverageIsNotNegative() => ForAll(static (bill, traces, byProject) =>
    {
        if (BilledRow.Of(bill).All(static row => row.Usd >= 0m))
        {
            Assert.All(Customers.Join(bill, traces, byProject).Usd().Values, static usd => Assert.True(usd >= 0m));
        }

        Assert.All(Customers.Join(bill, traces, byProject).Coverage, static of => Assert.True(of.Ratio >= 0m));
    });

    // What rounding to whole tokens cannot change: no traces, no customers.
    [Fact]
    public void Of_NoTraces_TheWholeBillIsNobodys() => ForAll(static (bill, _, byProject) =>
        Assert.DoesNotContain(Customers.Join(bill, Bucket.Empty(Surface.Traces, Some.Day), byProject).Usd().Keys, static customer => customer.Length > 0));

    [Fact]
    public void Of_TracesCountedTwice_NeverCoverLess() => ForAll(static (bill, traces, byProject) =>
    {
        var twice = new BucketBuilder(Surface.Traces, Some.Day);
        twice.Add(traces);
        twice.Add(traces);
        var (once, doubled) = (Customers.Join(bill, traces, byProject), Customers.Join(bill, twice.Build(), byProject));
        Assert.Equal(once.UsdByProjectAndModel(), doubled.UsdByProjectAndModel());
        Assert.All(once.Coverage.Zip(doubled.Coverage), static pair => Assert.True(pair.First.Ratio <= pair.Second.Ratio));
    });

    [Fact]
    public void Of_TenThousandCustomers_PartsAddUpToTheBill()
    {
        var bill = Customers.Bill(("proj_a", "gpt-5, input", 1000m / 3m, 1e9m, "tokens"), ("proj_b", "gpt-5, input", 0.000000000007m, 1e7m, "tokens"), ("proj_b", "gpt-5, output", 77.77m, 1e6m, "tokens"));
        var traces = Customers.Traces(Enumerable.Range(0, 10_000).Select(static i => ((string?)null, (string?)$"customer {i}", (string?)"gpt-5-2025-08-07", new[] { 0m, 1m + (i * 7), 0m, 0m, i % 100 })));
        var customers = Customers.Join(bill, traces);
        Assert.Equal(UsdByProjectAndModel(bill), customers.UsdByProjectAndModel());
        Assert.Equal(10_001, customers.Usd().Count);
    }

    private static SortedDictionary<string, decimal> UsdByProjectAndModel(Bucket bill)
    {
        var sums = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var row in BilledRow.Of(bill))
        {
            var key = $"{row.ProjectId} {LineItem.Parse(row.LineItem).Model}";
            sums[key] = sums.GetValueOrDefault(key) + row.Usd!.Value;
        }

        return Customers.WithoutZeros(sums);
    }

    private static void ForAll(Action<Bucket, Bucket, bool> law) => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        T Any<T>(T[] of) => of[random.Next(of.Length)];
        var bill = Customers.Bill(Enumerable.Range(0, random.Next(12)).Select(_ => (Any(Projects), Any(LineItems), Any(Amounts), Any(Quantities), Any(Units))).ToList());
        var traces = Customers.Traces(Enumerable.Range(0, random.Next(20)).Select(_ => (
            Any(Projects), Any(CustomerNames), Any(Models), Enumerable.Range(0, 5).Select(_ => Any(Counts)).ToArray())).ToList());
        law(bill, traces, random.Next(2) == 0);
    }).MustHold();
}
