namespace OpenAiSpend.Simulator;

/// <summary>
/// The organization's own ledger: what is true, and what the API would show of it at a given instant. Every answer is a pure
/// function of the seed, the scenario, the day and that instant.
/// </summary>
public sealed class GroundTruth
{
    private readonly OrganizationChart _chart;

    private GroundTruth(OrganizationChart chart, UsageCalculator reckoning, DateOnly? spikeDay)
    {
        _chart = chart;
        UsageCalculator = reckoning;
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
    public Runaway? Runaway => UsageCalculator.Runaway;

    internal UsageCalculator UsageCalculator { get; }

    /// <summary>Draws an organization and its spend.</summary>
    /// <param name="options">The seed and the scenario; the clock says which day is today.</param>
    /// <exception cref="ArgumentException">The scenario is not known.</exception>
    public static GroundTruth Draw(SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var scenario = Scenarios.Parse(options.Scenario);
        var now = options.Clock.GetUtcNow();
        var anchor = options.AnchorDay ?? LoadCurve.DayOf(now);
        var hostile = scenario.Contains(Scenarios.HostileNames);
        var chart = OrganizationChart.Draw(anchor, hostile);
        var flows = FlowCatalogue.Draw(chart, new PriceList(hostile), scenario, options, anchor);
        var isStory = scenario.Contains(Scenarios.Story);
        DateOnly? spikeDay = scenario.Contains(Scenarios.NoSpike) ? null : anchor.AddDays(isStory ? -1 : -17);
        // By the hour, so that two starts one after the other mostly draw the same.
        var lastHour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(-1);
        var runaway =
            isStory ? new Runaway(FlowCatalogue.RunawayKeyOf(chart), options.RunawayFrom ?? lastHour, Factor: 100)
            : scenario.Contains(Scenarios.RunawayKey) ? new Runaway(FlowCatalogue.RunawayKeyOf(chart), options.RunawayFrom ?? now.AddHours(-2))
            : null;
        UsageHistory history = new(flows, options.Seed, spikeDay, OrganizationChart.ProjectId("research"));
        return new GroundTruth(chart, new UsageCalculator(history, options.Seed) { Runaway = runaway }, spikeDay);
    }

    /// <summary>Lets the busiest key burn many times its usual tokens from an instant on.</summary>
    /// <param name="from">When it begins.</param>
    /// <param name="factor">How many times its usual volume.</param>
    public void StartRunaway(DateTimeOffset from, int factor = 50)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        UsageCalculator.Runaway = new Runaway(FlowCatalogue.RunawayKeyOf(_chart), from, null, factor);
    }

    /// <summary>Ends the runaway at an instant; what it burned stays billed.</summary>
    /// <param name="until">When it ends.</param>
    public void StopRunaway(DateTimeOffset until)
    {
        if (Runaway is { Until: null } burning)
            UsageCalculator.Runaway = burning with { Until = until };
    }

    /// <summary>The costs that the API shows at an instant, one row for each project, line item, key, user and source of a day.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="from">The first day.</param>
    /// <param name="toInclusive">The last day.</param>
    public IReadOnlyList<CostRow> CostsAsOf(DateTimeOffset now, DateOnly from, DateOnly toInclusive) =>
    [
        .. Days(from, toInclusive).SelectMany(day => UsageCalculator.CostsBetween(
            now, LoadCurve.StartOf(day), LoadCurve.StartOf(day.AddDays(1)), ReportSchema.Costs.GroupBy, (_, _) => true)),
    ];

    /// <summary>The usage that the API shows at an instant, one row for each label set of a day.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="surface">One of <see cref="Surfaces.Usage"/>.</param>
    /// <param name="from">The first day.</param>
    /// <param name="toInclusive">The last day.</param>
    /// <exception cref="KeyNotFoundException">There is no such surface.</exception>
    public IReadOnlyList<UsageRow> UsageAsOf(DateTimeOffset now, string surface, DateOnly from, DateOnly toInclusive)
    {
        var schema = SurfaceSchema.ByName[surface];
        return
        [
            .. Days(from, toInclusive).SelectMany(day => UsageCalculator
                .UsageBetween(now, schema, LoadCurve.StartOf(day), LoadCurve.StartOf(day.AddDays(1)), schema.Dimensions, _ => true)
                .Select(group => new UsageRow(
                    day,
                    schema.Dimensions.Zip(group.Values).ToDictionary(pair => pair.First, pair => pair.Second),
                    schema.Measures.ToDictionary(measure => measure.Name, measure => measure.Of(group.Counts))))),
        ];
    }

    /// <summary>The final cost of every user's calls by key, model and meter, whether the API shows it yet or not.</summary>
    /// <param name="from">The first day.</param>
    /// <param name="toInclusive">The last day.</param>
    public IReadOnlyList<TrueCost> TrueCosts(DateOnly from, DateOnly toInclusive) =>
    [
        .. Days(from, toInclusive).SelectMany(day => UsageCalculator.FinalCharges(day)
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
                group.Sum(part => part.AmountUsd)))),
    ];

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

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly toInclusive) =>
        Enumerable.Range(0, Math.Max(0, toInclusive.DayNumber - from.DayNumber + 1)).Select(from.AddDays);
}

/// <summary>What one user of one key of one project was billed for one line item of one source on one day.</summary>
/// <param name="Date">The UTC day.</param>
/// <param name="ProjectId">The project, or null where the organization itself is billed.</param>
/// <param name="LineItem">The text on the bill, or null.</param>
/// <param name="ApiKeyId">The key, or null where none is behind it.</param>
/// <param name="UserId">The person, or null where none is known.</param>
/// <param name="AmountUsd">US dollars.</param>
/// <param name="Quantity">How much was billed, or null where the bill does not say.</param>
/// <param name="QuantityUnit">The unit of the quantity, or null.</param>
public sealed record CostRow(
    DateOnly Date,
    string? ProjectId,
    string? LineItem,
    string? ApiKeyId,
    string? UserId,
    decimal AmountUsd,
    decimal? Quantity,
    string? QuantityUnit)
{
    /// <summary>The product that made the calls, <c>unlabeled</c>, or null.</summary>
    public string? ApiSource { get; init; }
}

/// <summary>What was measured on one day for one set of labels of one surface.</summary>
/// <param name="Date">The UTC day.</param>
/// <param name="Dimensions">Every dimension of the surface by its name; <c>batch</c> is <c>"true"</c> or <c>"false"</c>.</param>
/// <param name="Measures">Every measure of the surface by its name, zeros included.</param>
public sealed record UsageRow(
    DateOnly Date, IReadOnlyDictionary<string, string?> Dimensions, IReadOnlyDictionary<string, long> Measures);

/// <summary>What the calls of one user with one key truly cost in the end. No report of the API shows this.</summary>
/// <param name="Date">The UTC day.</param>
/// <param name="ProjectId">The project, or null.</param>
/// <param name="UserId">The user, or null.</param>
/// <param name="ApiKeyId">The key, or null.</param>
/// <param name="Model">The model as usage names it, or null where no model is behind the cost.</param>
/// <param name="Meter">What was metered, such as <c>cached input</c>.</param>
/// <param name="LineItem">The line item that the cost is billed under, or null.</param>
/// <param name="AmountUsd">US dollars.</param>
public sealed record TrueCost(
    DateOnly Date,
    string? ProjectId,
    string? UserId,
    string? ApiKeyId,
    string? Model,
    string Meter,
    string? LineItem,
    decimal AmountUsd);
