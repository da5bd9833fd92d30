using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Export.Rows;

/// <summary>Joins the usage of a day with what was billed for it.</summary>
internal static class RowJoin
{
    /// <summary>
    /// The rows of a day, ordered by project, user and tool. Usage without a model, such as storage, counts no tokens and
    /// has no row; what was billed for it has, by its line item.
    /// </summary>
    /// <param name="day">The day.</param>
    /// <param name="costs">What was billed, or null where that could not be read.</param>
    /// <param name="usage">What was used, a bucket for each surface.</param>
    /// <param name="isSettled">Whether the costs of the day are final: then what was used and not billed has cost nothing.</param>
    /// <param name="method">By what rule billed amounts are given to those who used it.</param>
    /// <param name="nameOf">The name of a project.</param>
    public static IEnumerable<ExportRow> Of(
        UtcDay day, Bucket? costs, IReadOnlyCollection<Bucket> usage, bool isSettled, AllocationMethod method, Func<string?, string?> nameOf)
    {
        var used = usage
            .Where(static bucket => bucket.Surface.IndexOf(Dimension.Model) >= 0)
            .SelectMany(static bucket => Enumerable.Range(0, bucket.Count).Select(row => (Bucket: bucket, Row: row)))
            .ToLookup(static used => new Key(
                Value(used, Dimension.ProjectId), Value(used, Dimension.UserId), Value(used, Dimension.Model)));
        var billed = (costs is null ? [] : CostAllocation.Of(new BilledDay(costs, usage), method))
            .ToLookup(static part => new Key(part.ProjectId, part.UserId, part.Model ?? part.LineItem.Raw));
        return used.Select(static rows => rows.Key)
            .Union(billed.Select(static parts => parts.Key))
            .OrderBy(static key => key.ProjectId, StringComparer.Ordinal)
            .ThenBy(static key => key.UserId, StringComparer.Ordinal)
            .ThenBy(static key => key.Tool, StringComparer.Ordinal)
            .Select(key => new ExportRow
            {
                Day = day,
                Identity = key.UserId,
                Tool = key.Tool,
                TokensInput = Total(used[key].Select(static row => Value(row, Measure.InputTokens))),
                TokensOutput = Total(used[key].Select(static row => Value(row, Measure.OutputTokens))),
                CostUsd = isSettled && costs is not null && !billed.Contains(key)
                    ? 0m
                    : Total(billed[key].Select(static part => part.Currency == BilledAmounts.UsDollars ? part.Amount : (decimal?)null)),
                ProjectId = key.ProjectId,
                Project = nameOf(key.ProjectId),
                Raw = new RawRows([.. used[key]], [.. billed[key]]),
            });
    }

    private static string? Value((Bucket Bucket, int Row) used, Dimension dimension) =>
        used.Bucket.Dimensions(used.Row)[used.Bucket.Surface.IndexOf(dimension)];

    private static decimal? Value((Bucket Bucket, int Row) used, Measure measure) =>
        used.Bucket.Surface.IndexOf(measure) is var index and >= 0 ? used.Bucket.Value(used.Row, index) : null;

    // Nothing to add up is not zero.
    private static decimal? Total(IEnumerable<decimal?> values) =>
        values.Aggregate((decimal?)null, static (total, value) => value is null ? total : (total ?? 0m) + value);

    private readonly record struct Key(string? ProjectId, string? UserId, string? Tool);
}
