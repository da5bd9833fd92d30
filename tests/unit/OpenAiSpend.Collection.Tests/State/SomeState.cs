using System.Collections.Immutable;
using OpenAiSpend.Collection.State;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests.State;

/// <summary>States, the identities they are saved under, and what makes two of them the same.</summary>
internal static class SomeState
{
    public static readonly SourceIdentity Source = new("org-1", new Uri("https://api.openai.com/v1"), ["proj_b", "proj_a"], ["gpt-5, input"]);

    public static readonly StateIdentity Identity = new("acme", Source);

    private static readonly DateTimeOffset ReadAt = Some.Day.Start.AddHours(15).AddTicks(7);

    /// <summary>A bit of everything, in a few hundred bytes.</summary>
    public static OrganizationState Small { get; } = new(
        new OrganizationSnapshot(
            "acme",
            [
                Some.Known(
                    Surface.Costs,
                    Some.Day,
                    Some.Costs(Some.Day.AddDays(-1), ("proj_a", "gpt-5, input", 12.3400m), (null, null, -0.07m)),
                    Some.Costs(Some.Day, ("proj_a", "gpt-5, input", 79228162514264337593543950335m))) with
                {
                    FirstCompleteTotals = ImmutableSortedDictionary<UtcDay, decimal>.Empty.Add(Some.Day.AddDays(-1), 12.5m),
                },
                Some.Known(Surface.VectorStores, Some.Day) with { HistoryStart = null },
            ])
        {
            Directory = new OrganizationDirectory
            {
                Projects = [new Project("proj_a", "Suche \ud83d\udd0d", "active")],
                Users = [new User("user-1", string.Empty, "ada@acme.example")],
                SpendLimits = [],
                SpendAlerts = [new SpendAlert(null, "alert_1", 1000m)],
            },
        },
        ImmutableDictionary<Surface, DateTimeOffset>.Empty
            .Add(Surface.Costs, ReadAt)
            .Add(Surface.VectorStores, ReadAt.AddMinutes(-1))
            .Add(Surface.Projects, ReadAt)
            .Add(Surface.Users, ReadAt.AddMinutes(1))
            .Add(Surface.SpendLimits, ReadAt.AddMinutes(2))
            .Add(Surface.SpendAlerts, ReadAt.AddMinutes(3)));

    public static byte[] Bytes(OrganizationState state, StateIdentity? identity = null)
    {
        using var stream = new MemoryStream();
        StateFile.Write(stream, identity ?? Identity, state);
        return stream.ToArray();
    }

    public static OrganizationState Read(byte[] bytes, StateIdentity? identity = null)
    {
        using var stream = new MemoryStream(bytes);
        return StateFile.Read(stream, identity ?? Identity);
    }

    /// <summary>Everything is the same, to the last digit and behind the last zero of every number.</summary>
    public static bool AreSame(OrganizationState left, OrganizationState right) =>
        left.Numbers.Name == right.Numbers.Name
        && left.Numbers.Surfaces.Length == right.Numbers.Surfaces.Length
        && left.Numbers.Surfaces.Zip(right.Numbers.Surfaces).All(static pair => AreSame(pair.First, pair.Second))
        && left.ReadAt.OrderBy(static read => read.Key.Name).SequenceEqual(right.ReadAt.OrderBy(static read => read.Key.Name))
        && Listed(left.Numbers.Directory).SequenceEqual(Listed(right.Numbers.Directory));

    private static bool AreSame(SurfaceSnapshot left, SurfaceSnapshot right) =>
        left.Surface == right.Surface
        && left.GroupBy.SequenceEqual(right.GroupBy)
        && left.Window == right.Window
        && left.HistoryStart == right.HistoryStart
        && left.FirstCompleteTotals.Select(Exactly).SequenceEqual(right.FirstCompleteTotals.Select(Exactly))
        && left.Buckets.Length == right.Buckets.Length
        && left.Buckets.Zip(right.Buckets).All(static pair =>
            pair.First.ContentEquals(pair.Second)
            && pair.First.End == pair.Second.End
            && Numbers(pair.First).SequenceEqual(Numbers(pair.Second)));

    // Equal decimals may differ in their trailing zeros; their texts do.
    private static IEnumerable<string> Numbers(Domain.Buckets.Bucket bucket) =>
        from row in Enumerable.Range(0, bucket.Count)
        from measure in Enumerable.Range(0, bucket.Surface.Measures.Length)
        select $"{bucket.Value(row, measure)}";

    private static (UtcDay Day, string Usd) Exactly(KeyValuePair<UtcDay, decimal> total) => (total.Key, $"{total.Value}");

    private static IEnumerable<object> Listed(OrganizationDirectory directory)
    {
        object?[] parts = [directory.Projects, directory.Users, directory.ApiKeys, directory.SpendLimits, directory.SpendAlerts];
        return parts.Select(static part => part is null).Cast<object>()
            .Concat(directory.Projects ?? [])
            .Concat(directory.Users ?? [])
            .Concat(directory.ApiKeys ?? [])
            .Concat((directory.SpendLimits ?? []).Select(static limit => ($"{limit.Usd}", limit)).Cast<object>())
            .Concat((directory.SpendAlerts ?? []).Select(static alert => ($"{alert.Usd}", alert)).Cast<object>());
    }
}
