namespace OpenAiSpend.Simulator;

/// <summary>
/// The organization's own ledger: what is true, and what the API would show of it at a given instant. Every answer is a pure
/// function of the seed, the scenario, the day and that instant.
/// </summary>
public sealed class Books
{
    private readonly OrganizationChart _chart;
    private readonly DayLedger _ledger;
    private readonly int _seed;
    private Runaway? _runaway;

    private Books(OrganizationChart chart, DayLedger ledger, int seed, DateOnly? spikeDay, Runaway? runaway)
    {
        _chart = chart;
        _ledger = ledger;
        _seed = seed;
        SpikeDay = spikeDay;
        _runaway = runaway;
    }

    /// <summary>Every project, the archived one too.</summary>
    public IReadOnlyList<SimulatedProject> Projects => _chart.Projects;

    /// <summary>Every user, those who left too.</summary>
    public IReadOnlyList<SimulatedUser> Users => _chart.Users;

    /// <summary>Every API key, the deleted ones too.</summary>
    public IReadOnlyList<SimulatedApiKey> ApiKeys => _chart.ApiKeys;

    /// <summary>The monthly limit of the organization.</summary>
    public SimulatedSpendLimit SpendLimit => _chart.SpendLimit;

    /// <summary>The alerts of the organization and of its projects.</summary>
    public IReadOnlyList<SimulatedSpendAlert> SpendAlerts => _chart.SpendAlerts;

    /// <summary>The day on which one project spends many times as much as usual, or null.</summary>
    public DateOnly? SpikeDay { get; }

    /// <summary>The project of the spike.</summary>
    public string SpikeProjectId { get; } = OrganizationChart.ProjectId("research");

    /// <summary>The key that burns too much at the moment or once did, or null.</summary>
    public Runaway? Runaway => Volatile.Read(ref _runaway);

    /// <summary>Draws the books of an organization.</summary>
    /// <param name="options">The seed and the scenario; the clock says which day is today.</param>
    /// <exception cref="ArgumentException">The scenario is not known.</exception>
    public static Books Draw(SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var scenario = Scenarios.Parse(options.Scenario);
        var now = options.Clock.GetUtcNow();
        var anchor = options.AnchorDay ?? DayRhythm.DayOf(now);
        var hostile = scenario.Contains(Scenarios.HostileNames);
        var chart = OrganizationChart.Draw(anchor, hostile);
        var flows = FlowCatalogue.Draw(chart, new PriceList(hostile), scenario, options, anchor);
        DateOnly? spikeDay = scenario.Contains(Scenarios.NoSpike) ? null : anchor.AddDays(-17);
        var runaway = scenario.Contains(Scenarios.RunawayKey)
            ? new Runaway(FlowCatalogue.RunawayKeyOf(chart), options.RunawayFrom ?? now.AddHours(-2))
            : null;
        return new Books(
            chart, new DayLedger(flows, options.Seed, spikeDay, OrganizationChart.ProjectId("research")), options.Seed, spikeDay, runaway);
    }

    /// <summary>Lets the busiest key burn many times its usual tokens from an instant on.</summary>
    /// <param name="from">When it begins.</param>
    /// <param name="factor">How many times its usual volume.</param>
    public void StartRunaway(DateTimeOffset from, int factor = 50)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        Volatile.Write(ref _runaway, new Runaway(FlowCatalogue.RunawayKeyOf(_chart), from, null, factor));
    }

    /// <summary>Ends the runaway at an instant; what it burned stays on the books.</summary>
    /// <param name="until">When it ends.</param>
    public void StopRunaway(DateTimeOffset until)
    {
        if (Runaway is { Until: null } burning)
            Volatile.Write(ref _runaway, burning with { Until = until });
    }

    /// <summary>The costs that the API shows at an instant, one row for each project, line item, key and user of a day.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="from">The first day.</param>
    /// <param name="toInclusive">The last day.</param>
    public IReadOnlyList<CostRow> CostsAsOf(DateTimeOffset now, DateOnly from, DateOnly toInclusive)
    {
        List<CostRow> rows = [];
        for (var day = from; day <= toInclusive; day = day.AddDays(1))
            rows.AddRange(CostsBetween(now, day, DayRhythm.StartOf(day), DayRhythm.StartOf(day.AddDays(1))));
        return rows;
    }

    /// <summary>The usage that the API shows at an instant, one row for each label set of a day.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="surface">One of <see cref="Surfaces.Usage"/>.</param>
    /// <param name="from">The first day.</param>
    /// <param name="toInclusive">The last day.</param>
    /// <exception cref="KeyNotFoundException">There is no such surface.</exception>
    public IReadOnlyList<UsageRow> UsageAsOf(DateTimeOffset now, string surface, DateOnly from, DateOnly toInclusive)
    {
        var schema = SurfaceSchema.ByName[surface];
        List<UsageRow> rows = [];
        for (var day = from; day <= toInclusive; day = day.AddDays(1))
        {
            var groups = UsageBetween(now, schema, DayRhythm.StartOf(day), DayRhythm.StartOf(day.AddDays(1)), schema.Dimensions, _ => true);
            foreach (var group in groups)
            {
                Dictionary<string, string?> dimensions = new(StringComparer.Ordinal);
                for (var i = 0; i < schema.Dimensions.Length; i++)
                    dimensions[schema.Dimensions[i]] = group.Values[i];
                rows.Add(new UsageRow(day, dimensions, schema.Measures.ToDictionary(measure => measure.Name, measure => measure.Of(group.Counts))));
            }
        }
        return rows;
    }

    /// <summary>The final cost of every user's calls by key, model and meter, whether the API shows it yet or not.</summary>
    /// <param name="from">The first day.</param>
    /// <param name="toInclusive">The last day.</param>
    public IReadOnlyList<TrueCost> TrueCosts(DateOnly from, DateOnly toInclusive)
    {
        List<TrueCost> costs = [];
        for (var day = from; day <= toInclusive; day = day.AddDays(1))
        {
            var end = DayRhythm.StartOf(day.AddDays(1));
            var charged = _ledger.Of(day).SelectMany(flowDay => flowDay.Flow.Profile.Charges, (flowDay, charge) =>
                (flowDay.Flow, charge, Amount: charge.AmountUsd(Visible(flowDay, charge, day, end))));
            costs.AddRange(charged
                .GroupBy(part => (part.Flow.ProjectId, part.Flow.UserId, part.Flow.ApiKeyId, part.charge.Model, part.charge.Meter, part.charge.LineItem))
                .Select(group => new TrueCost(
                    day,
                    group.Key.ProjectId,
                    group.Key.UserId,
                    group.Key.ApiKeyId,
                    group.Key.Model,
                    group.Key.Meter,
                    group.Key.LineItem,
                    group.Sum(part => part.Amount))));
        }
        return costs;
    }

    /// <summary>All dollars of a day that the API shows at an instant.</summary>
    /// <param name="date">The UTC day.</param>
    /// <param name="now">The instant.</param>
    public decimal TotalCostUsd(DateOnly date, DateTimeOffset now) => CostsAsOf(now, date, date).Sum(row => row.AmountUsd);

    /// <summary>One measure of a surface over a day, as the API shows it at an instant.</summary>
    /// <param name="date">The UTC day.</param>
    /// <param name="now">The instant.</param>
    /// <param name="surface">One of <see cref="Surfaces.Usage"/>.</param>
    /// <param name="measure">The name of the measure.</param>
    public long TotalUsage(DateOnly date, DateTimeOffset now, string surface, string measure) =>
        UsageAsOf(now, surface, date, date).Sum(row => row.Measures[measure]);

    internal IEnumerable<CostRow> CostsBetween(DateTimeOffset now, DateOnly day, DateTimeOffset from, DateTimeOffset until)
    {
        var visibleUntil = Earlier(until, Settlement.CostsVisibleUntil(now));
        if (visibleUntil <= from)
            return [];
        var deviation = Settlement.Deviation(_seed, day, now);
        Dictionary<(string?, string?, string?, string?), CostRow> rows = [];
        foreach (var flowDay in _ledger.Of(day))
        {
            foreach (var charge in flowDay.Flow.Profile.Charges)
            {
                var count = Visible(flowDay, charge, day, visibleUntil) - Visible(flowDay, charge, day, from);
                if (count == 0)
                    continue;
                count = Settlement.Restate(count, deviation);
                var flow = flowDay.Flow;
                var key = (flow.ProjectId, charge.LineItem, flow.ApiKeyId, flow.UserId);
                var row = rows.GetValueOrDefault(key)
                    ?? new CostRow(day, flow.ProjectId, charge.LineItem, flow.ApiKeyId, flow.UserId, 0, charge.Unit is null ? null : 0, charge.Unit);
                rows[key] = row with
                {
                    AmountUsd = row.AmountUsd + charge.AmountUsd(count),
                    Quantity = row.Quantity + charge.Quantity(count),
                };
            }
        }
        return rows.Values;
    }

    internal IReadOnlyCollection<UsageGroup> UsageBetween(
        DateTimeOffset now, SurfaceSchema schema, DateTimeOffset from, DateTimeOffset until, IReadOnlyList<string> groupBy, Func<Flow, bool> filter)
    {
        var day = DayRhythm.DayOf(from);
        var visibleUntil = Earlier(until, Settlement.UsageVisibleUntil(now));
        if (visibleUntil <= from)
            return [];
        Dictionary<string, UsageGroup> groups = new(StringComparer.Ordinal);
        foreach (var flowDay in _ledger.Of(day))
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

    private static UsageGroup Find(Dictionary<string, UsageGroup> groups, string?[] values, int length)
    {
        var key = GroupKey.Of(values);
        if (!groups.TryGetValue(key, out var group))
            groups[key] = group = new UsageGroup(values, new long[length]);
        return group;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static long Part(long count, double share) => (long)Math.Floor(count * share);

    private double Share(Flow flow, DateOnly day, DateTimeOffset instant)
    {
        var share = DayRhythm.Share(day, instant);
        return Runaway is { } burning && burning.ApiKeyId == flow.ApiKeyId ? share + burning.ExtraShare(day, instant) : share;
    }

    private long Visible(FlowDay flowDay, Charge charge, DateOnly day, DateTimeOffset instant)
    {
        var share = Share(flowDay.Flow, day, instant);
        long sum = 0;
        foreach (var place in charge.Counts)
            sum += Part(flowDay.Counts[place], share);
        return sum;
    }
}
