using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using OpenAiSpend.Collection.State;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests.State;

/// <summary>What must hold for all states.</summary>
public sealed class StateLaws
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Elements("proj_1", "gpt-5.4-2026-03-05, cached input", "quote \" back \\ slash /", "\0\u001f\n\t", "grün", "日本語", "🤷🏽‍♀️", " ", new string('x', 3000)),
        Gen.Choose(0, 40).Select(static n => $"key_{n}"));

    private static readonly Gen<string?> TextsOrNone = Gen.OneOf(Gen.Constant<string?>(null), Texts.Select(static text => (string?)text));

    private static readonly Gen<int> Bits = ArbMap.Default.GeneratorFor<int>();

    private static readonly Gen<decimal> Decimals = Gen.OneOf(
        Gen.Choose(-1000, 1_000_000).Select(static n => (decimal)n),
        Gen.Elements(0m, 0.00m, -0.0m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, 18446744073709551615m, 18446744073709551616m),
        from low in Bits
        from middle in Bits
        from high in Bits
        from negative in ArbMap.Default.GeneratorFor<bool>()
        from scale in Gen.Choose(0, 28)
        select new decimal(low, middle, high, negative, (byte)scale));

    private static readonly Gen<DateTimeOffset> Instants = Gen.Choose(0, int.MaxValue).Select(static n => Some.Day.Start.AddTicks(n * 100_003L));

    private static readonly Gen<SurfaceSnapshot> Snapshots =
        from surface in Gen.Elements<BucketSurface>(Surface.Buckets.AsEnumerable())
        from groupBy in Gen.SubListOf(surface.GroupBy.AsEnumerable())
        from days in Gen.Choose(1, 8)
        from end in Instants
        from dimensions in Gen.ArrayOf(Gen.ArrayOf(TextsOrNone, surface.Dimensions.Length))
        from values in Gen.ArrayOf(Decimals, dimensions.Length * surface.Measures.Length)
        from present in Gen.ArrayOf(Bits, dimensions.Length)
        from totals in Gen.ArrayOf(Decimals, days)
        select Snapshot(surface, [.. groupBy], days, end, dimensions, values, present, totals);

    private static readonly Gen<OrganizationDirectory> Directories =
        from known in Gen.ArrayOf(ArbMap.Default.GeneratorFor<bool>(), 5)
        from projects in Gen.ArrayOf(from id in Texts from name in Texts from status in Texts select new Project(id, name, status))
        from users in Gen.ArrayOf(from id in Texts from name in Gen.OneOf(Texts, Gen.Constant("")) from email in TextsOrNone select new User(id, name, email))
        from keys in Gen.ArrayOf(from id in Texts from name in Texts from project in Texts select new ApiKey(id, name, project))
        from limits in Gen.ArrayOf(from project in TextsOrNone from usd in Decimals select new SpendLimit(project, usd))
        from alerts in Gen.ArrayOf(from project in TextsOrNone from id in Texts from usd in Decimals select new SpendAlert(project, id, usd))
        select new OrganizationDirectory
        {
            Projects = known[0] ? [.. projects] : null,
            Users = known[1] ? [.. users] : null,
            ApiKeys = known[2] ? [.. keys] : null,
            SpendLimits = known[3] ? [.. limits] : null,
            SpendAlerts = known[4] ? [.. alerts] : null,
        };

    private static readonly Arbitrary<OrganizationState> States = (
        from snapshots in Gen.ListOf(Snapshots)
        from directory in Directories
        from readAt in Gen.ArrayOf(Instants, Surface.Buckets.Length + Surface.Directory.Length)
        let surfaces = snapshots.DistinctBy(static snapshot => snapshot.Surface).ToImmutableArray()
        select new OrganizationState(
            new OrganizationSnapshot("acme", surfaces) { Directory = directory },
            surfaces.Select(static snapshot => snapshot.Surface).Concat(Surface.Directory).Zip(readAt).ToImmutableDictionary(
                static read => read.First, static read => read.Second))).ToArbitrary();

    [Fact]
    public void Read_OfWritten_IsTheSame() =>
        Prop.ForAll(States, static state => SomeState.AreSame(state, SomeState.Read(SomeState.Bytes(state)))).MustHold();

    [Fact]
    public void Write_OfRead_IsTheSameToTheByte() => Prop.ForAll(States, static state =>
    {
        var bytes = SomeState.Bytes(state);
        return bytes.AsSpan().SequenceEqual(SomeState.Bytes(SomeState.Read(bytes)));
    }).MustHold();

    private static SurfaceSnapshot Snapshot(
        BucketSurface surface,
        ImmutableArray<Dimension> groupBy,
        int days,
        DateTimeOffset end,
        string?[][] dimensions,
        decimal[] values,
        int[] present,
        decimal[] totals)
    {
        var measures = surface.Measures.Length;
        var start = Some.Day.AddDays(-days);

        // Every other day is quiet. Rows that are the same are left out, as their sum might overflow.
        var buckets =
            from row in Enumerable.Range(0, dimensions.Length).DistinctBy(row => string.Join('|', dimensions[row].Select(text => text is null ? "0" : $"1{text}")))
            group row by row % days into day
            where day.Key % 2 == 0
            orderby day.Key
            select Bucket(day.Key, [.. day]);
        return new SurfaceSnapshot
        {
            Surface = surface,
            GroupBy = groupBy,
            Window = new DayWindow(start, start.AddDays(days)),
            Buckets = [.. buckets],
            HistoryStart = days % 2 == 0 ? null : start.AddDays(days / 2),
            FirstCompleteTotals = totals.Select((total, day) => KeyValuePair.Create(start.AddDays(day), total)).ToImmutableSortedDictionary(),
        };

        Bucket Bucket(int day, int[] rows)
        {
            var builder = new BucketBuilder(surface, start.AddDays(day)) { End = end };
            foreach (var row in rows)
            {
                // What is absent means nothing, so it is written nowhere.
                var sent = (uint)(present[row] & ((1 << measures) - 1));
                builder.Add(
                    dimensions[row],
                    [.. Enumerable.Range(0, measures).Select(measure => (sent & (1u << measure)) == 0 ? 0m : values[(row * measures) + measure])],
                    sent);
            }

            return builder.Build();
        }
    }
}
