using FsCheck;
using FsCheck.Fluent;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Accounting.Tests;

/// <summary>What holds for every bill and every usage.</summary>
public class CostAllocationLaws
{
    private static readonly string?[] Projects = ["proj_a", "proj_b", null];
    private static readonly string?[] Users = ["ada", "björn", "chiara", null];
    private static readonly string?[] Keys = ["key_1", "key_2", null];
    private static readonly string?[] Models = ["gpt-5-2025-08-07", "gpt-5-mini-2025-08-07", "text-embedding-3-large", "gpt-image-1", null];

    private static readonly string?[] LineItems =
    [
        "gpt-5, input", "gpt-5-2025-08-07, cached input", "gpt-5-mini, output", "evals | gpt-5-mini, output", "gpt-5, audio input", "gpt-5, batch something",
        "text-embedding-3-large", "Image models", "Text tokens", "input_tokens", "web search tool calls", "file search tool calls",
        "code interpreter sessions", "file search storage", "a fee", "o9, output", null,
    ];

    private static readonly decimal[] Amounts =
    [
        0m, 1m, -1m, 0.01m, 100m / 3m, -7.77m, 1e-28m, -1e-28m, 3e-28m, 0.1739150000000000000000000000m, 123456.789012345678901m,
        1e18m, -1e18m, decimal.MaxValue, decimal.MinValue, 79228162514.264337593543950335m,
    ];

    private static readonly decimal[] Counts = [0m, 0m, 1m, 2m, 3m, 7m, 1234567m, 1e15m, 1e18m, 0.5m, 1e-28m, -5m];

    private static readonly Arbitrary<Case> Cases = Gen.Choose(0, int.MaxValue).Select(static seed => new Case(seed)).ToArbitrary();

    [Fact]
    public void Of_AnyBill_PartsOfEachRowAddUpToItToTheLastDigit() => ForAll(of =>
    {
        var billed = Rows(of.Day.Costs);
        foreach (var method in Enum.GetValues<AllocationMethod>())
        {
            // The rows are billed one by one, so that the sum of one is not rounded by that of another.
            Assert.All(billed, row =>
            {
                var alone = new BilledDay(Only(of.Day.Costs, row.Index), of.Day.Usage, of.Day.CostsGroupBy);
                List<AllocatedCost> parts = [.. CostAllocation.Of(alone, method)];

                Assert.Equal(row.Amount, parts.Sum(static part => part.Amount));
                Assert.Equal(row.Amount, Enumerable.Reverse(parts).Sum(static part => part.Amount));
                Assert.Equal(row.Quantity, parts[0].Quantity is null ? null : parts.Sum(static part => part.Quantity));
                Assert.All(parts, part => Assert.True(part.Amount == 0m || Math.Sign(part.Amount) == Math.Sign(row.Amount)));
            });
        }
    });

    [Fact]
    public void Of_AnyBill_PartsOfEachLineItemAddUpToIt() => ForAll(of =>
    {
        Assert.All(Enum.GetValues<AllocationMethod>(), method =>
        {
            var parts = CostAllocation.Of(of.Day, method).ToLookup(static part => (part.LineItem.Raw, part.Currency, part.QuantityUnit));
            var rows = Rows(of.Day.Costs).ToLookup(static row => (row.LineItem, row.Currency, row.Unit));

            Assert.Equal(rows.Select(static row => row.Key).Order(), parts.Select(static part => part.Key).Order());
            Assert.All(rows, row => Assert.Equal(
                row.GroupBy(static one => NameOf(one.Project)).Select(static project => (project.Key, project.Sum(static one => one.Amount))).Order(),
                parts[row.Key].GroupBy(static one => NameOf(one.ProjectId)).Select(static project => (project.Key, project.Sum(static one => one.Amount))).Order()));
        });

        static string NameOf(string? project) => project ?? "";
    }, moderate: true);

    [Fact]
    public void Of_RowsAndSurfacesInAnotherOrder_IsTheSame() => ForAll(of => Assert.All(Enum.GetValues<AllocationMethod>(), method => Assert.Equal(
        CostAllocation.Of(of.Day, method), CostAllocation.Of(of.Reversed, method))));

    [Fact]
    public void Of_AnyBill_GivesNothingToWhoHasNoUsageThatDayInThatProject() => ForAll(of =>
    {
        var seen = of.Day.Usage.SelectMany(bucket => Enumerable.Range(0, bucket.Count).Select(row => (
            Read(bucket, row, Dimension.ProjectId), Read(bucket, row, Dimension.UserId), Read(bucket, row, Dimension.ApiKeyId), Read(bucket, row, Dimension.Model)))).ToHashSet();
        Assert.All(Enum.GetValues<AllocationMethod>(), method => Assert.All(CostAllocation.Of(of.Day, method), part =>
        {
            if (part.Basis == AllocationBasis.None)
            {
                Assert.Null(part.UserId);
            }
            else
            {
                // Where usage does not tell keys apart, the key is that of the bill.
                var isOfKey = seen.Contains((part.ProjectId, part.UserId, part.ApiKeyId, part.Model));
                Assert.True(isOfKey || (of.IsByKey && seen.Contains((part.ProjectId, part.UserId, null, part.Model))), $"{part}");
            }
        }));
    });

    [Fact]
    public void Of_AnyBill_GivesEachUserKeyAndModelOfARowOnePart() => ForAll(of => Assert.All(Enum.GetValues<AllocationMethod>(), method =>
        Assert.All(Rows(of.Day.Costs), row =>
        {
            List<AllocatedCost> parts = [.. CostAllocation.Of(new BilledDay(Only(of.Day.Costs, row.Index), of.Day.Usage, of.Day.CostsGroupBy), method)];

            Assert.NotEmpty(parts);
            Assert.Equal(parts.Count, parts.DistinctBy(static part => (part.ProjectId, part.UserId, part.ApiKeyId, part.Model)).Count());
            Assert.Single(parts.Select(static part => part.Basis).Distinct());
        })));

    [Fact]
    public void Of_ByTokens_IsTheProportionalRule() => ForAll(
        of =>
        {
            var parts = CostAllocation.Of(of.Day, AllocationMethod.Tokens).ToList();
            foreach (var project in Rows(of.Day.Costs).GroupBy(static row => row.Project))
            {
                var usage = of.Day.Usage.Where(static bucket => bucket.Surface == Surface.Completions || bucket.Surface == Surface.Decisions)
                    .SelectMany(bucket => Enumerable.Range(0, bucket.Count)
                        .Where(row => Read(bucket, row, Dimension.ProjectId) == project.Key)
                        .Select(row => (User: Read(bucket, row, Dimension.UserId), Tokens: Count(bucket, row, 0) + Count(bucket, row, 1))))
                    .ToList();
                var all = usage.Sum(static row => row.Tokens);
                var billed = project.Sum(static row => row.Amount);
                var own = parts.Where(part => part.ProjectId == project.Key).ToList();
                if (all == 0m)
                {
                    Assert.All(own, static part => Assert.Equal(AllocationBasis.None, part.Basis));
                    continue;
                }

                Assert.All(own, static part => Assert.Equal(AllocationBasis.Project, part.Basis));
                foreach (var user in usage.GroupBy(static row => row.User))
                {
                    var due = billed * user.Sum(static row => row.Tokens) / all;
                    var got = own.Where(part => part.UserId == user.Key).Sum(static part => part.Amount);

                    // The last digit of each part is rounded.
                    Assert.True(Math.Abs(due - got) <= 1e-10m, $"{user.Key} is due {due} and got {got}");
                }
            }
        },
        moderate: true);

    private static void ForAll(Action<Case> law, bool moderate = false) => Prop.ForAll(
        Cases, of => law(moderate ? of with { IsModerate = true } : of)).MustHold();

    private static decimal Count(Bucket bucket, int row, int measure) => Math.Max(bucket.Value(row, measure) ?? 0m, 0m);

    private static string? Read(Bucket bucket, int row, Dimension dimension) =>
        bucket.Surface.IndexOf(dimension) is var place and >= 0 ? bucket.Dimensions(row)[place] : null;

    private static List<DrawnRow> Rows(Bucket costs) =>
    [
        .. Enumerable.Range(0, costs.Count).Where(row => costs.Value(row, 0) is not null).Select(row => new DrawnRow(
            row, costs.Dimensions(row)[0], costs.Dimensions(row)[1], costs.Dimensions(row)[5], costs.Dimensions(row)[6], costs.Value(row, 0)!.Value, costs.Value(row, 1))),
    ];

    private static Bucket Only(Bucket costs, int row)
    {
        var builder = new BucketBuilder(Surface.Costs, costs.Day);
        builder.Add(costs.Dimensions(row), costs.Values(row), costs.Present(row));
        return builder.Build();
    }

    private sealed record DrawnRow(
        int Index, string? Project, string? LineItem, string? Currency, string? Unit, decimal Amount, decimal? Quantity);

    private sealed record Case(int Seed)
    {
        /// <summary>Whether sums of several rows must not be rounded.</summary>
        public bool IsModerate { get; init; }

        public bool IsByKey => Seed % 3 == 0;

        public BilledDay Day => Draw(static items => items);

        public BilledDay Reversed => Draw(static items => items.Reverse());

        private BilledDay Draw(Func<IEnumerable<Action<BucketBuilder>>, IEnumerable<Action<BucketBuilder>>> order)
        {
            var random = new Random(Seed);
            var costs = Build(Surface.Costs, random.Next(12), order, random, () =>
                [Pick(random, Projects), Pick(random, LineItems), IsByKey ? Pick(random, Keys) : null, null, null, random.Next(9) == 0 ? "eur" : "usd", random.Next(3) == 0 ? "1000_tokens" : "tokens"],
                () => IsModerate ? random.Next(-1000, 100000) / 100m : Amounts[random.Next(Amounts.Length)]);
            var usage = Surface.Usage.Where(_ => random.Next(3) > 0).ToList().ConvertAll(surface => Build(
                surface, random.Next(12), order, random, () => [.. surface.Dimensions.Select(dimension =>
                    dimension == Dimension.ProjectId ? Pick(random, Projects)
                    : dimension == Dimension.UserId ? Pick(random, Users)
                    : dimension == Dimension.ApiKeyId ? Pick(random, Keys)
                    : dimension == Dimension.Model ? Pick(random, Models)
                    : dimension == Dimension.ServiceTier ? Pick(random, ["default", "priority", "flex", null])
                    : dimension == Dimension.Size ? Pick(random, ["1024x1024", "1024x1536", "0x0", "big", null])
                    : null)],
                () => IsModerate ? random.Next(0, 5000) : Counts[random.Next(Counts.Length)]));
            return new BilledDay(costs, usage, IsByKey ? [Dimension.ProjectId, Dimension.LineItem, Dimension.ApiKeyId] : null);
        }

        private static string? Pick(Random random, string?[] values) => values[random.Next(values.Length)];

        // Rows with the same dimensions are added up, which an order could round: each is told apart, or comes once.
        private static Bucket Build(
            BucketSurface surface,
            int rows,
            Func<IEnumerable<Action<BucketBuilder>>, IEnumerable<Action<BucketBuilder>>> order,
            Random random,
            Func<string?[]> dimensions,
            Func<decimal> value)
        {
            var adding = new Dictionary<string, Action<BucketBuilder>>(StringComparer.Ordinal);
            for (var i = 0; i < rows; i++)
            {
                var names = dimensions();
                decimal[] values = [.. surface.Measures.Select(_ => value())];
                var present = (uint)random.Next(1 << surface.Measures.Length);
                adding[string.Join('|', names)] = builder => builder.Add(names, values, present);
            }

            var builder = new BucketBuilder(surface, Some.Day);
            foreach (var add in order(adding.Values))
            {
                add(builder);
            }

            return builder.Build();
        }
    }
}
