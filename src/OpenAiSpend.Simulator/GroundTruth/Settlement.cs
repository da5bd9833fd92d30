namespace OpenAiSpend.Simulator;

/// <summary>
/// When spend becomes visible and when it stops changing. Nobody published a measurement of the live API; this is the slow end
/// of what its users report. Usage is ten minutes late. Costs come in hourly steps: three quarters of the flows of a day are two
/// to three hours late, the others up to the greatest lag of that day, which is 6 to 20 hours. So long after its end the day is
/// complete. It is then restated every twelve hours after its end, by at most 0.6 % between any two of its values, and no
/// longer changes 48 hours after its end.
/// </summary>
internal static class Settlement
{
    private static readonly TimeSpan UsageLag = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LeastCostLag = TimeSpan.FromHours(2);
    private static readonly double[] RestatementsByHalfDay = [-0.004, 0.002, -0.001, 0.0006];

    public static DateTimeOffset UsageVisibleUntil(DateTimeOffset now) => now - UsageLag;

    /// <summary>Until when the costs of a flow are visible at an instant.</summary>
    public static DateTimeOffset CostsVisibleUntil(DateTimeOffset now, TimeSpan lag)
    {
        var late = now - lag;
        return new DateTimeOffset(late.UtcTicks - (late.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
    }

    /// <summary>How late the costs of a flow are on a day, in whole hours.</summary>
    public static TimeSpan CostLag(int seed, DateOnly day, ulong flow)
    {
        var random = SeededRandom.For(seed, flow, day.DayNumber, purpose: 4);
        return random.Chance(0.75) ? LeastCostLag : TimeSpan.FromHours(Math.Ceiling(random.Between(2, GreatestCostLag(seed, day).TotalHours)));
    }

    /// <summary>By what part of itself a day's cost still differs from its settled value, once all of it is there.</summary>
    public static double Deviation(int seed, DateOnly day, DateTimeOffset now)
    {
        var age = now - LoadCurve.StartOf(day.AddDays(1));
        if (age < GreatestCostLag(seed, day) || age >= TimeSpan.FromHours(12 * RestatementsByHalfDay.Length))
            return 0;
        var random = SeededRandom.For(seed, 0x5E771E, day.DayNumber);
        var sign = random.Chance(0.3) ? -1 : 1;
        return sign * RestatementsByHalfDay[(int)(age / TimeSpan.FromHours(12))] * random.Between(0.5, 1);
    }

    public static long Restate(long count, double deviation) => count + (long)Math.Round(count * deviation);

    /// <summary>How long after its end a day is complete.</summary>
    private static TimeSpan GreatestCostLag(int seed, DateOnly day) =>
        TimeSpan.FromHours(Math.Floor(SeededRandom.For(seed, 0x1A7E57, day.DayNumber).Between(6, 21)));
}
