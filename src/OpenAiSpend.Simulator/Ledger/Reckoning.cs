namespace OpenAiSpend.Simulator;

/// <summary>Sums up the ledger for any part of a day, as far as it is visible at an instant.</summary>
internal sealed class Reckoning(DayLedger ledger, int seed)
{
    private Runaway? _runaway;

    public Runaway? Runaway
    {
        get => Volatile.Read(ref _runaway);
        set => Volatile.Write(ref _runaway, value);
    }

    /// <summary>The costs of a part of one day, split by some of project_id, line_item, api_key_id and user_id.</summary>
    public IEnumerable<CostRow> CostsBetween(
        DateTimeOffset now, DateTimeOffset from, DateTimeOffset until, IReadOnlyList<string> groupBy, Func<Flow, bool> filter)
    {
        var day = DayRhythm.DayOf(from);
        var visibleUntil = Earlier(until, Settlement.CostsVisibleUntil(now));
        if (visibleUntil <= from)
            return [];
        var deviation = Settlement.Deviation(seed, day, now);
        var (byProject, byItem, byKey, byUser) =
            (groupBy.Contains("project_id"), groupBy.Contains("line_item"), groupBy.Contains("api_key_id"), groupBy.Contains("user_id"));
        Dictionary<CostLabels, CostGroup> groups = [];
        foreach (var flowDay in ledger.Of(day))
        {
            var flow = flowDay.Flow;
            var (before, after) = (Share(flow, day, from), Share(flow, day, visibleUntil));
            foreach (var charge in flow.Profile.Charges)
            {
                var count = Part(flowDay, charge, after) - Part(flowDay, charge, before);
                if (count == 0 || !filter(flow))
                    continue;
                CostLabels labels = new(
                    byProject ? flow.ProjectId : null, byItem ? charge.LineItem : null, byKey ? flow.ApiKeyId : null, byUser ? flow.UserId : null);
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
        var day = DayRhythm.DayOf(from);
        var visibleUntil = Earlier(until, Settlement.UsageVisibleUntil(now));
        if (visibleUntil <= from)
            return [];
        Dictionary<string, UsageGroup> groups = new(StringComparer.Ordinal);
        foreach (var flowDay in ledger.Of(day))
        {
            var flow = flowDay.Flow;
            if (flow.Profile.Surface != schema || flowDay.IsHiddenFromUsage || !filter(flow))
                continue;
            var (before, after) = (Share(flow, day, from), Share(flow, day, visibleUntil));
            var values = new string?[groupBy.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = flow.Dimension(groupBy[i]);
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
        var end = DayRhythm.StartOf(day.AddDays(1));
        foreach (var flowDay in ledger.Of(day))
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
        var share = DayRhythm.Share(day, instant);
        return Runaway is { } burning && burning.ApiKeyId == flow.ApiKeyId ? share + burning.ExtraShare(day, instant) : share;
    }
}
