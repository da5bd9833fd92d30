namespace OpenAiSpend.Simulator;

/// <summary>
/// The organization's own ledger: what is true, and what the API would show of it at a given instant. Every answer is a pure
/// function of the seed, the scenario, the day and that instant.
/// </summary>
public sealed class Books
{
    private readonly OrganizationChart _chart;

    private Books(OrganizationChart chart, Reckoning reckoning, DateOnly? spikeDay)
    {
        _chart = chart;
        Reckoning = reckoning;
        SpikeDay = spikeDay;
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
    public Runaway? Runaway => Reckoning.Runaway;

    internal Reckoning Reckoning { get; }

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
        DayLedger ledger = new(flows, options.Seed, spikeDay, OrganizationChart.ProjectId("research"));
        return new Books(chart, new Reckoning(ledger, options.Seed) { Runaway = runaway }, spikeDay);
    }

    /// <summary>Lets the busiest key burn many times its usual tokens from an instant on.</summary>
    /// <param name="from">When it begins.</param>
    /// <param name="factor">How many times its usual volume.</param>
    public void StartRunaway(DateTimeOffset from, int factor = 50)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        Reckoning.Runaway = new Runaway(FlowCatalogue.RunawayKeyOf(_chart), from, null, factor);
    }

    /// <summary>Ends the runaway at an instant; what it burned stays on the books.</summary>
    /// <param name="until">When it ends.</param>
    public void StopRunaway(DateTimeOffset until)
    {
        if (Runaway is { Until: null } burning)
            Reckoning.Runaway = burning with { Until = until };
    }

    /// <summary>The costs that the API shows at an instant, one row for each project, line item, key and user of a day.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="from">The first day.</param>
    /// <param name="toInclusive">The last day.</param>
    public IReadOnlyList<CostRow> CostsAsOf(DateTimeOffset now, DateOnly from, DateOnly toInclusive)
    {
        List<CostRow> rows = [];
        for (var day = from; day <= toInclusive; day = day.AddDays(1))
        {
            var (start, end) = (DayRhythm.StartOf(day), DayRhythm.StartOf(day.AddDays(1)));
            rows.AddRange(Reckoning.CostsBetween(now, start, end, ReportSchema.Costs.GroupBy, _ => true));
        }
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
            var (start, end) = (DayRhythm.StartOf(day), DayRhythm.StartOf(day.AddDays(1)));
            var groups = Reckoning.UsageBetween(now, schema, start, end, schema.Dimensions, _ => true);
            foreach (var group in groups)
            {
                Dictionary<string, string?> dimensions = new(StringComparer.Ordinal);
                for (var i = 0; i < schema.Dimensions.Length; i++)
                    dimensions[schema.Dimensions[i]] = group.Values[i];
                var measures = schema.Measures.ToDictionary(measure => measure.Name, measure => measure.Of(group.Counts));
                rows.Add(new UsageRow(day, dimensions, measures));
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
            costs.AddRange(Reckoning.FinalCharges(day)
                .GroupBy(part => (
                    part.Flow.ProjectId, part.Flow.UserId, part.Flow.ApiKeyId, part.Charge.Model, part.Charge.Meter, part.Charge.LineItem))
                .Select(group => new TrueCost(
                    day,
                    group.Key.ProjectId,
                    group.Key.UserId,
                    group.Key.ApiKeyId,
                    group.Key.Model,
                    group.Key.Meter,
                    group.Key.LineItem,
                    group.Sum(part => part.AmountUsd))));
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
}
