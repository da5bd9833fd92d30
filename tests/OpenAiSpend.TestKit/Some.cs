using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.TestKit;

/// <summary>Builders that state only what matters to a test.</summary>
public static class Some
{
    /// <summary>Friday, 20 November 2026.</summary>
    public static readonly UtcDay Day = Date("2026-11-20");

    public static UtcDay Date(string date) => UtcDay.Of(DateOnly.Parse(date));

    /// <summary>A bucket of costs in US dollars.</summary>
    public static Bucket Costs(UtcDay day, params (string? Project, string? LineItem, decimal Usd)[] rows)
    {
        var builder = new BucketBuilder(Surface.Costs, day);
        foreach (var (project, lineItem, usd) in rows)
        {
            builder.Add([project, lineItem, null, null, null, "usd", null], [usd, 0m], 0b01);
        }

        return builder.Build();
    }

    /// <summary>A bucket whose rows name their dimensions and measures by OpenAI's names; what is not named is absent.</summary>
    public static Bucket Bucket(BucketSurface surface, UtcDay day, params Row[] rows)
    {
        var builder = new BucketBuilder(surface, day);
        foreach (var row in rows)
        {
            row.AddTo(builder);
        }

        return builder.Build();
    }

    /// <summary>A surface whose known days end with <paramref name="today"/> and start with the first bucket; the days between are quiet.</summary>
    public static SurfaceSnapshot Known(BucketSurface surface, UtcDay today, params Bucket[] buckets) =>
        Known(surface, new DayWindow(buckets.Length == 0 ? today : buckets.Min(bucket => bucket.Day), today.Next), buckets);

    /// <summary>A surface of which every day of a window is known: those without a bucket are quiet.</summary>
    public static SurfaceSnapshot Known(BucketSurface surface, DayWindow window, params IEnumerable<Bucket> buckets) => new()
    {
        Surface = surface,
        GroupBy = surface == Surface.Costs ? [Dimension.ProjectId, Dimension.LineItem] : surface.GroupBy,
        Window = window,
        Buckets = WithQuietDays(surface, window, buckets),
        HistoryStart = window.Start,
    };

    /// <summary>The buckets, and an empty one for each other day of a window.</summary>
    public static ImmutableArray<Bucket> WithQuietDays(BucketSurface surface, DayWindow window, IEnumerable<Bucket> buckets)
    {
        var known = buckets.ToDictionary(static bucket => bucket.Day);
        return
        [
            .. Enumerable.Range(0, window.Days).Select(window.Start.AddDays)
                .Select(day => known.GetValueOrDefault(day) ?? Domain.Buckets.Bucket.Empty(surface, day)),
        ];
    }

    public static SpendSnapshot Snapshot(UtcDay today, params SurfaceSnapshot[] surfaces) =>
        new(today, [new OrganizationSnapshot("acme", [.. surfaces])]);

    /// <summary>A row of a bucket, by names.</summary>
    public sealed record Row(ImmutableDictionary<string, string?> Dimensions, ImmutableDictionary<string, decimal> Measures)
    {
        public static Row Of(params (string Name, string? Value)[] dimensions) =>
            new(dimensions.ToImmutableDictionary(d => d.Name, d => d.Value), ImmutableDictionary<string, decimal>.Empty);

        public Row With(string measure, decimal value) => this with { Measures = Measures.SetItem(measure, value) };

        internal void AddTo(BucketBuilder builder)
        {
            var surface = builder.Surface;
            var values = new decimal[surface.Measures.Length];
            var present = 0u;
            for (var i = 0; i < values.Length; i++)
            {
                if (Measures.TryGetValue(surface.Measures[i].Name, out values[i]))
                {
                    present |= 1u << i;
                }
            }

            builder.Add([.. surface.Dimensions.Select(d => Dimensions.GetValueOrDefault(d.Name))], values, present);
        }
    }
}
