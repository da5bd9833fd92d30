using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Benchmarks.Data;

/// <summary>A snapshot with a wanted number of series: three quarters are of completions, the others of costs.</summary>
internal static class LargeOrganization
{
    private const int UsageDays = 8;
    private const int CostDays = 35;
    private const double UsageShare = 0.75;

    // Of completions the eight measures that are not zero, today and on each day; of costs an amount today and on each day and by
    // month, and a quantity today and on as many days as usage.
    private const int SeriesOfUsage = 8 * (1 + UsageDays);
    private const int SeriesOfCosts = 1 + CostDays + 1 + 1 + UsageDays;

    public static SpendSnapshot WithSeries(int series)
    {
        Random random = new(1);
        return new SpendSnapshot(Some.Day,
        [
            new OrganizationSnapshot("acme",
            [
                Known(Surface.Costs, [Dimension.ProjectId, Dimension.LineItem], CostDays, Costs((int)(series * (1 - UsageShare) / SeriesOfCosts), random)),
                Known(Surface.Completions, Surface.Completions.DefaultGroupBy, UsageDays, Completions((int)(series * UsageShare / SeriesOfUsage), random)),
            ]),
        ]);
    }

    /// <summary>Eight days of completions, each with as many rows.</summary>
    public static SurfaceSnapshot Completions(int labelSets) =>
        Known(Surface.Completions, Surface.Completions.DefaultGroupBy, UsageDays, Completions(labelSets, new Random(1)));

    private static SurfaceSnapshot Known(BucketSurface surface, ImmutableArray<Dimension> groupBy, int days, Func<UtcDay, Bucket> bucket)
    {
        var known = DayWindow.Trailing(Some.Day, days);
        return new SurfaceSnapshot
        {
            Surface = surface,
            GroupBy = groupBy,
            Window = known,
            Buckets = [.. Enumerable.Range(0, days).Select(day => bucket(known.Start.AddDays(day)))],
        };
    }

    private static Func<UtcDay, Bucket> Costs(int sets, Random random) => day =>
    {
        BucketBuilder builder = new(Surface.Costs, day);
        for (var set = 0; set < sets; set++)
        {
            var (project, lineItem) = LabelSets.LineItem(set);
            builder.Add([project, lineItem, null, null, null, "usd", "tokens"], [(decimal)(random.NextDouble() * 100), random.Next(1, 1_000_000_000)], 0b11);
        }

        return builder.Build();
    };

    private static Func<UtcDay, Bucket> Completions(int sets, Random random) => day =>
    {
        BucketBuilder builder = new(Surface.Completions, day);
        for (var set = 0; set < sets; set++)
        {
            CompletionsRow.Draw(set, random).AddTo(builder);
        }

        return builder.Build();
    };
}
