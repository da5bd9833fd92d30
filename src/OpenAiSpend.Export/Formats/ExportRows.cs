using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Export.Formats;

/// <summary>Joins the usage of a day with what was billed for it.</summary>
internal static class ExportRows
{
    /// <summary>
    /// The rows of a day, ordered by project, user and tool. Usage without a model, such as storage, counts no tokens and
    /// has no row; what was billed for it has, by its line item.
    /// </summary>
    /// <param name="day">The day.</param>
    /// <param name="costs">What was billed, or null where that could not be read.</param>
    /// <param name="usage">What was used, a bucket for each surface.</param>
    /// <param name="method">By what rule billed amounts are given to those who used it.</param>
    /// <param name="nameOf">The name of a project.</param>
    public static IEnumerable<ExportRow> Of(
        UtcDay day, Bucket? costs, IReadOnlyCollection<Bucket> usage, AllocationMethod method, Func<string?, string?> nameOf)
    {
        var drafts = new SortedDictionary<Key, Draft>();
        foreach (var bucket in usage)
        {
            AddUsage(drafts, bucket);
        }

        if (costs is not null)
        {
            foreach (var part in CostAllocation.Of(new BilledDay(costs, usage), method))
            {
                Find(drafts, new Key(part.ProjectId, part.UserId, part.Model ?? part.LineItem.Raw)).Costs.Add(part);
            }
        }

        foreach (var (key, draft) in drafts)
        {
            yield return new ExportRow
            {
                Date = day,
                Identity = key.UserId,
                Tool = key.Tool,
                TokensInput = Total(draft.Usage, Measure.InputTokens),
                TokensOutput = Total(draft.Usage, Measure.OutputTokens),
                CostUsd = Total(draft.Costs),
                ProjectId = key.ProjectId,
                Project = nameOf(key.ProjectId),
                Usage = [.. draft.Usage],
                Costs = [.. draft.Costs],
            };
        }
    }

    private static void AddUsage(SortedDictionary<Key, Draft> drafts, Bucket bucket)
    {
        var (project, user, model) = (
            bucket.Surface.IndexOf(Dimension.ProjectId), bucket.Surface.IndexOf(Dimension.UserId), bucket.Surface.IndexOf(Dimension.Model));
        if (model < 0)
        {
            return;
        }

        for (var row = 0; row < bucket.Count; row++)
        {
            var dimensions = bucket.Dimensions(row);
            Find(drafts, new Key(dimensions[project], dimensions[user], dimensions[model])).Usage.Add((bucket, row));
        }
    }

    private static Draft Find(SortedDictionary<Key, Draft> drafts, Key key)
    {
        if (!drafts.TryGetValue(key, out var draft))
        {
            drafts.Add(key, draft = new Draft([], []));
        }

        return draft;
    }

    private static decimal? Total(List<(Bucket Bucket, int Row)> usage, Measure measure)
    {
        decimal? total = null;
        foreach (var (bucket, row) in usage)
        {
            var index = bucket.Surface.IndexOf(measure);
            if (index >= 0 && bucket.Value(row, index) is { } value)
            {
                total = (total ?? 0m) + value;
            }
        }

        return total;
    }

    private static decimal? Total(List<AllocatedCost> costs)
    {
        decimal? total = null;
        foreach (var cost in costs)
        {
            if (cost.Currency == BilledAmounts.UsDollars)
            {
                total = (total ?? 0m) + cost.Amount;
            }
        }

        return total;
    }

    private sealed record Draft(List<(Bucket Bucket, int Row)> Usage, List<AllocatedCost> Costs);

    private readonly record struct Key(string? ProjectId, string? UserId, string? Tool) : IComparable<Key>
    {
        public int CompareTo(Key other) =>
            string.CompareOrdinal(ProjectId, other.ProjectId) is var byProject and not 0 ? byProject
            : string.CompareOrdinal(UserId, other.UserId) is var byUser and not 0 ? byUser
            : string.CompareOrdinal(Tool, other.Tool);
    }
}
