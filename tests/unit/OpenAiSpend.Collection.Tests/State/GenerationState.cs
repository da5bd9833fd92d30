using System.Collections.Immutable;
using System.Globalization;
using OpenAiSpend.Collection.State;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests.State;

/// <summary>States that are each full of one number, so that one that is put together from two shows.</summary>
internal static class GenerationState
{
    private const int Days = 10;
    private const int Rows = 300;

    public static OrganizationState Of(int generation) => new(
        new OrganizationSnapshot(
            "acme",
            [
                Some.Known(Surface.Costs, Some.Day, [.. Enumerable.Range(0, Days).Select(day => Some.Costs(
                    Some.Day.AddDays(-day),
                    [.. Enumerable.Range(0, Rows).Select(row => ((string?)$"proj_{row}", (string?)$"item {generation}", (decimal)generation))]))]),
            ])
        {
            Directory = new OrganizationDirectory { Projects = [new Project("proj_0", generation.ToString(CultureInfo.InvariantCulture), "active")] },
        },
        ImmutableDictionary<Surface, DateTimeOffset>.Empty.Add(Surface.Costs, Some.Day.Start).Add(Surface.Projects, Some.Day.Start));

    /// <summary>The one number that the state is full of.</summary>
    public static int In(OrganizationState state)
    {
        var generation = int.Parse(Assert.Single(state.Numbers.Directory.Projects!.Value).Name, CultureInfo.InvariantCulture);
        var buckets = Assert.Single(state.Numbers.Surfaces).Buckets;
        Assert.Equal(Days, buckets.Length);
        Assert.All(buckets, bucket => Assert.Equal((Rows, Rows * (decimal)generation), (bucket.Count, bucket.Total(0))));
        return generation;
    }
}
