namespace OpenAiSpend.Simulator;

/// <summary>
/// When spend becomes visible and when it stops changing. Costs come in hourly steps two to three hours late; a finished day
/// is then restated four times, in turn above and below its last value, and stands for ever two days after its end.
/// </summary>
internal static class Settlement
{
    public static readonly TimeSpan UsageLag = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan CostLag = TimeSpan.FromHours(2);

    private static readonly (TimeSpan Until, double Deviation)[] Restatements =
    [
        (TimeSpan.FromHours(12), -0.006),
        (TimeSpan.FromHours(24), 0.003),
        (TimeSpan.FromHours(36), -0.0015),
        (TimeSpan.FromHours(48), 0.0006),
    ];

    public static DateTimeOffset UsageVisibleUntil(DateTimeOffset now) => now - UsageLag;

    public static DateTimeOffset CostsVisibleUntil(DateTimeOffset now)
    {
        var late = now - CostLag;
        return new DateTimeOffset(late.UtcTicks - (late.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
    }

    /// <summary>By what part of itself a day's cost still differs from its settled value.</summary>
    public static double Deviation(int seed, DateOnly day, DateTimeOffset now)
    {
        var end = DayRhythm.StartOf(day.AddDays(1));
        if (CostsVisibleUntil(now) < end)
            return 0;
        foreach (var (until, deviation) in Restatements)
        {
            if (now - end < until)
            {
                var dice = Dice.For(seed, 0x5E771E, day.DayNumber);
                var sign = dice.Chance(0.3) ? -1 : 1;
                return sign * deviation * dice.Between(0.5, 1);
            }
        }
        return 0;
    }

    public static long Restate(long count, double deviation) => count + (long)Math.Round(count * deviation);
}
