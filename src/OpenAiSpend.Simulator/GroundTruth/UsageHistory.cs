namespace OpenAiSpend.Simulator;

/// <summary>What every flow counts on every day, drawn when asked and kept as long as there is room.</summary>
internal sealed class UsageHistory(IReadOnlyList<Flow> flows, int seed, DateOnly? spikeDay, string spikeProjectId)
{
    /// <summary>How many flow days are kept: a year of an ordinary organization, a week of a large one.</summary>
    private const int Capacity = 800_000;

    private static readonly double[] Weekdays = [0.30, 0.95, 1.05, 1.08, 1.04, 0.92, 0.35];

    private readonly Lock _gate = new();
    private readonly Dictionary<DateOnly, IReadOnlyList<FlowDay>> _days = [];
    private readonly Queue<DateOnly> _order = new();
    private int _kept;

    public IReadOnlyList<FlowDay> Of(DateOnly day)
    {
        lock (_gate)
        {
            if (_days.TryGetValue(day, out var known))
                return known;
            var drawn = Draw(day);
            while (_kept + drawn.Count > Capacity && _order.TryDequeue(out var oldest))
            {
                _kept -= _days[oldest].Count;
                _days.Remove(oldest);
            }
            _days[day] = drawn;
            _order.Enqueue(day);
            _kept += drawn.Count;
            return drawn;
        }
    }

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    /// <summary>Growth as a function of the date alone: slow, steepest in the autumn of 2026, and bounded.</summary>
    private static double Growth(DateOnly day) => 0.7 + (0.6 / (1 + Math.Exp((new DateOnly(2026, 10, 1).DayNumber - day.DayNumber) / 90.0)));

    private List<FlowDay> Draw(DateOnly day)
    {
        var volume = Weekdays[(int)day.DayOfWeek] * Growth(day) * SeededRandom.For(seed, 0xDA7, day.DayNumber).Between(0.92, 1.08);
        List<FlowDay> drawn = new(flows.Count);
        foreach (var flow in flows)
        {
            if (DrawFlow(flow, day, volume) is { } flowDay)
                drawn.Add(flowDay);
        }
        return drawn;
    }

    private FlowDay? DrawFlow(Flow flow, DateOnly day, double volume)
    {
        if (day < flow.FirstDay || day > flow.LastDay)
            return null;
        var random = SeededRandom.For(seed, flow.Identity, day.DayNumber);
        var isHidden = random.Chance(0.12) && flow.Profile.Surface == SurfaceSchema.Images;
        var isIdle = IsWeekend(day) ? flow.Profile.Surface.QuietWeekends || random.Chance(0.4) : random.Chance(0.06);
        if (isIdle && !flow.IsSteady)
            return null;
        var scale = flow.IsFlat ? 1 : volume * random.Between(0.65, 1.35);
        if (day == spikeDay && flow.ProjectId == spikeProjectId && !flow.IsFlat)
            scale *= 8;
        var requests = Math.Round(flow.RequestsPerDay * scale);
        if (requests < 1)
            return null;
        var counts = new long[flow.Profile.Surface.CountLength];
        for (var i = 0; i < counts.Length; i++)
        {
            var average = flow.Profile.CountsPerRequest[i];
            counts[i] = average == 1 ? (long)requests : (long)Math.Round(requests * average * random.Between(0.85, 1.15));
        }
        return new FlowDay(flow, counts, isHidden, Settlement.CostLag(seed, day, flow.Identity));
    }
}

/// <summary>What one flow counts on one whole day.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Counts">The counts of the whole day.</param>
/// <param name="IsHiddenFromUsage">Whether the day is billed but has no usage row, as was seen for images.</param>
/// <param name="CostLag">How late its costs are.</param>
internal sealed record FlowDay(Flow Flow, long[] Counts, bool IsHiddenFromUsage, TimeSpan CostLag);
