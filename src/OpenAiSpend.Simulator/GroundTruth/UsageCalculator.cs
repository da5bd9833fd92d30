namespace OpenAiSpend.Simulator;

/// <summary>Sums up usage and costs for any part of a day, as far as it is visible at an instant.</summary>
internal sealed class UsageCalculator(UsageHistory history, int seed)
{
    private Runaway? _runaway;

    public Runaway? Runaway
    {
        get => Volatile.Read(ref _runaway);
        set => Volatile.Write(ref _runaway, value);
    }

    /// <summary>The costs of a part of one day, split by some of project_id, line_item, api_key_id, user_id and api_source.</summary>
    public IEnumerable<CostRow> CostsBetween(
        DateTimeOffset now, DateTimeOffset from, DateTimeOffset until, IReadOnlyList<string> groupBy, Func<Flow, Charge, bool> filter)
    {
        var day = LoadCurve.DayOf(from);
        if (now <= from)
            return [];
        var deviation = Settlement.Deviation(seed, day, now);
        var (byProject, byItem, byKey, byUser, bySource) = (
            groupBy.Contains("project_id"), groupBy.Contains("line_item"), groupBy.Contains("api_key_id"), groupBy.Contains("user_id"), groupBy.Contains("api_source"));
        Dictionary<CostLabels, CostGroup> groups = [];
        foreach (var flowDay in history.Of(day))
        {
            var flow = flowDay.Flow;
            var visibleUntil = Earlier(until, Settlement.CostsVisibleUntil(now, flowDay.CostLag));
            if (visibleUntil <= from)
                continue;
            var (before, after) = (Share(flow, day, from), Share(flow, day, visibleUntil));
            foreach (var charge in flow.Profile.Charges)
            {
                var count = Part(flowDay, charge, after) - Part(flowDay, charge, before);
                if (count == 0 || !filter(flow, charge))
                    continue;
                CostLabels labels = new(
                    byProject ? flow.ProjectId : null, byItem ? charge.LineItem : null, byKey ? flow.ApiKeyId : null, byUser ? flow.UserId : null, bySource ? flow.ApiSource : null);
                if (!groups.TryGetValue(labels, out var group))
                    groups[labels] = group = new CostGroup(charge.Unit);
                group.Add(charge, Settlement.Restate(count, deviation));
            }
        }
        return groups.Select(pair => pair.Value.ToRow(day, pair.Key, byItem));
    }

    /// <summary>The usage of a part of one day, split by some dimensions of the surface.</summary>
    public IReadOnlyCollection<UsageGroup> UsageBetween(
        DateTimeOffset now,
        SurfaceSchema schema,
        DateTimeOffset from,
        DateTimeOffset until,
        IReadOnlyList<string> groupBy,
        Func<Flow, bool> filter)
    {
        var day = LoadCurve.DayOf(from);
        var visibleUntil = Earlier(until, Settlement.UsageVisibleUntil(now));
        if (visibleUntil <= from)
            return [];
        Dictionary<string, UsageGroup> groups = new(StringComparer.Ordinal);
        foreach (var flowDay in history.Of(day))
        {
            var flow = flowDay.Flow;
            if (flow.Profile.Surface != schema || flowDay.IsHiddenFromUsage || !filter(flow))
                continue;
            var (before, after) = (Share(flow, day, from), Share(flow, day, visibleUntil));
            string?[] values = [.. groupBy.Select(flow.Dimension)];
            UsageGroup? group = null;
            for (var i = 0; i < flowDay.Counts.Length; i++)
            {
                var count = Part(flowDay.Counts[i], after) - Part(flowDay.Counts[i], before);
                if (count == 0)
                    continue;
                group ??= Find(groups, values, flowDay.Counts.Length);
                group.Counts[i] += count;
            }
        }
        return groups.Values;
    }

    /// <summary>What every flow of a day costs in the end.</summary>
    public IEnumerable<(Flow Flow, Charge Charge, decimal AmountUsd)> FinalCharges(DateOnly day)
    {
        var end = LoadCurve.StartOf(day.AddDays(1));
        foreach (var flowDay in history.Of(day))
        {
            var share = Share(flowDay.Flow, day, end);
            foreach (var charge in flowDay.Flow.Profile.Charges)
                yield return (flowDay.Flow, charge, charge.AmountUsd(Part(flowDay, charge, share)));
        }
    }

    private static UsageGroup Find(Dictionary<string, UsageGroup> groups, string?[] values, int length)
    {
        var key = GroupKey.Of(values);
        if (!groups.TryGetValue(key, out var group))
            groups[key] = group = new UsageGroup(values, new long[length]);
        return group;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static long Part(long count, double share) => (long)Math.Floor(count * share);

    private static long Part(FlowDay flowDay, Charge charge, double share)
    {
        long sum = 0;
        foreach (var place in charge.Counts)
            sum += Part(flowDay.Counts[place], share);
        return sum;
    }

    private double Share(Flow flow, DateOnly day, DateTimeOffset instant)
    {
        var share = LoadCurve.Share(day, instant);
        return Runaway is { } burning && burning.ApiKeyId == flow.ApiKeyId ? share + burning.ExtraShare(day, instant) : share;
    }
}

/// <summary>What a bill can be split by; null where it is not, or where nothing can be attributed.</summary>
internal readonly record struct CostLabels(string? ProjectId, string? LineItem, string? ApiKeyId, string? UserId, string? ApiSource);

/// <summary>Sums up what is billed to the flows that share the values of some dimensions.</summary>
internal sealed class CostGroup(string? unit)
{
    private readonly string? _unit = unit;
    private decimal _amountUsd;
    private decimal _quantity;
    private bool _hasQuantity = unit is not null;

    public void Add(Charge charge, long count)
    {
        _amountUsd += charge.AmountUsd(count);
        // A quantity over several units would add tokens to images.
        _hasQuantity &= charge.Unit == _unit;
        if (_hasQuantity)
            _quantity += charge.Quantity(count) ?? 0;
    }

    public CostRow ToRow(DateOnly day, CostLabels labels, bool showsQuantity)
    {
        var isShown = showsQuantity && _hasQuantity;
        return new CostRow(
            day, labels.ProjectId, labels.LineItem, labels.ApiKeyId, labels.UserId, _amountUsd, isShown ? _quantity : null, isShown ? _unit : null)
        {
            ApiSource = labels.ApiSource,
        };
    }
}

/// <summary>Summed counts of the flows that share the values of some dimensions.</summary>
internal sealed record UsageGroup(string?[] Values, long[] Counts);

/// <summary>Joins dimension values to one key in which null and the empty text stay apart.</summary>
internal static class GroupKey
{
    public static string Of(IEnumerable<string?> values) => string.Join('\u0001', values.Select(value => value is null ? "" : "=" + value));
}

/// <summary>One API key that calls many times as much as usual for a while.</summary>
/// <param name="ApiKeyId">The key.</param>
/// <param name="From">When it begins.</param>
/// <param name="Until">When it ends; null while it goes on.</param>
/// <param name="Factor">How many times its usual volume it burns.</param>
public sealed record Runaway(string ApiKeyId, DateTimeOffset From, DateTimeOffset? Until = null, int Factor = 50)
{
    internal double ExtraShare(DateOnly day, DateTimeOffset instant)
    {
        var end = Until < instant ? Until.Value : instant;
        var burning = LoadCurve.Share(day, end) - LoadCurve.Share(day, From);
        return burning > 0 ? (Factor - 1) * burning : 0;
    }
}
