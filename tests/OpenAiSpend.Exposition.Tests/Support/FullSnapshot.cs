using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Support;

/// <summary>A snapshot in which every surface has a row with every dimension and every measure, today and yesterday.</summary>
internal static class FullSnapshot
{
    /// <summary>The day before the month that precedes the one of <see cref="Some.Day"/>.</summary>
    public static readonly UtcDay KnownFrom = Some.Date("2026-09-30");

    public static SpendSnapshot Of(params string[] organizations) =>
        new(Some.Day, [.. organizations.Select(name => new OrganizationSnapshot(name, [.. Surface.Buckets.Select(Full)]))]);

    private static SurfaceSnapshot Full(BucketSurface surface)
    {
        var row = new Some.Row(
            surface.Dimensions.ToImmutableDictionary(d => d.Name, Value),
            surface.Measures.Select((m, i) => (m.Name, Number: i + 1.5m)).ToImmutableDictionary(m => m.Name, m => m.Number));
        return new SurfaceSnapshot
        {
            Surface = surface,
            GroupBy = surface.GroupBy,
            Known = new DayWindow(KnownFrom, Some.Day.Next),
            Buckets =
            [
                Some.Bucket(surface, Some.Date("2026-10-15"), row),
                Some.Bucket(surface, Some.Day.AddDays(-1), row),
                Some.Bucket(surface, Some.Day, row),
            ],
            ReadAt = Some.Day.Start.AddHours(12),
            FirstCompleteTotals = surface == Surface.Costs
                ? ImmutableSortedDictionary<UtcDay, decimal>.Empty.Add(Some.Day.AddDays(-1), 2m)
                : ImmutableSortedDictionary<UtcDay, decimal>.Empty,
        };
    }

    private static string? Value(Dimension dimension) =>
        dimension == Dimension.Currency ? "usd"
        : dimension == Dimension.LineItem ? "gpt-5.4-2026-03-05, cached input"
        : dimension == Dimension.QuantityUnit ? "token"
        : $"some {dimension.Name}";
}
