using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Support;

/// <summary>Snapshots for laws: any surfaces, any days, any grouping, any names, and label values with every nasty character.</summary>
internal static class GeneratedSnapshot
{
    private static readonly string[] Pieces =
        ["a", "B", "\\", "\"", "\n", "\r", "\0", "\t", "{", "}", ",", "=", " ", "é", "💶", "\uD800", "\uDC00", "\u2028", "\uFFFD", "\\n", "# EOF\n"];

    private static readonly string[] LineItems = ["gpt-5, input", "gpt-5, \"cached\"\ninput", "web search tool calls", "evals | o3, output"];

    public static SpendSnapshot Of(int seed)
    {
        var random = new Random(seed);
        var today = Some.Day.AddDays(random.Next(-30, 30));
        return new SpendSnapshot(today, [.. Enumerable.Range(0, random.Next(0, 4)).Select(i => WithNames(random, new OrganizationSnapshot(
            $"{Text(random)}{i}",
            [.. Surface.Buckets.Where(_ => random.Next(3) > 0).Select(surface => SomeSurface(random, surface, today))])))]);
    }

    // Names are only given to ids that the page shows as they are, or else one of two that look the same would need a choice.
    private static OrganizationSnapshot WithNames(Random random, OrganizationSnapshot organization)
    {
        string[] ids = [.. organization.Surfaces
            .SelectMany(surface => surface.Buckets)
            .SelectMany(bucket => Enumerable.Range(0, bucket.Count).Select(row => bucket.Dimensions(row)[0]))
            .OfType<string>()
            .Distinct()
            .Where(id => !id.Any(c => char.IsSurrogate(c) || c == '\uFFFD') && random.Next(2) == 0)];
        return organization with
        {
            Directory = new OrganizationDirectory
            {
                Projects = random.Next(4) == 0 ? null : [.. ids.Select(id => new Project(id, random.Next(4) == 0 ? "" : Text(random), Text(random)))],
                Users = random.Next(4) == 0 ? null : [.. ids.Select(id => new User(id, Text(random), random.Next(4) == 0 ? Text(random) : null))],
            },
        };
    }

    private static SurfaceSnapshot SomeSurface(Random random, BucketSurface surface, UtcDay today)
    {
        var seedHasNoGaps = random.Next(2) == 0;
        Dimension[] groupBy = [.. surface.GroupBy.Where(_ => random.Next(4) > 0)];
        var window = DayWindow.Trailing(today.AddDays(-Math.Max(0, random.Next(-4, 3))), random.Next(1, 70));

        // Most days are quiet, some are missing, and the organization may be younger than the window.
        var historyStart = random.Next(3) == 0 ? window.Start.AddDays(random.Next(window.Days)) : window.Start;
        var days = Enumerable.Range(0, window.Days).Select(window.Start.AddDays)
            .Where(day => day == historyStart || (day > historyStart && (random.Next(20) > 0 || seedHasNoGaps)));
        return new SurfaceSnapshot
        {
            Surface = surface,
            GroupBy = [.. groupBy],
            Window = window,
            Buckets = [.. days.Select(day => random.Next(3) == 0 ? SomeBucket(random, surface, groupBy, day) : Bucket.Empty(surface, day))],
            HistoryStart = historyStart,
        };
    }

    private static Bucket SomeBucket(Random random, BucketSurface surface, Dimension[] groupBy, UtcDay day)
    {
        var builder = new BucketBuilder(surface, day);
        for (var rows = random.Next(0, 6); rows > 0; rows--)
        {
            string?[] dimensions = [.. surface.Dimensions.Select(d => surface.GroupBy.Contains(d) && !groupBy.Contains(d) ? null : Value(random, d))];
            decimal[] values = [.. surface.Measures.Select(_ => random.Next(4) == 0 ? 0m : new decimal(random.Next(-9999, 999999)) / 1000m)];
            builder.Add(dimensions, values, (uint)random.Next(1 << surface.Measures.Length));
        }

        return builder.Build();
    }

    private static string? Value(Random random, Dimension dimension) =>
        random.Next(4) == 0 ? null
        : dimension == Dimension.Currency ? (random.Next(3) == 0 ? "EUR" : "usd")
        : dimension == Dimension.LineItem && random.Next(2) == 0 ? LineItems[random.Next(LineItems.Length)]
        : dimension == Dimension.Model && random.Next(2) == 0 ? "gpt-5-2025-08-07"
        : dimension == Dimension.ProjectId && random.Next(2) == 0 ? "proj_a"
        : Text(random);

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pieces[random.Next(Pieces.Length)]));
}
