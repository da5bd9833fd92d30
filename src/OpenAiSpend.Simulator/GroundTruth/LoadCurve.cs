namespace OpenAiSpend.Simulator;

/// <summary>How a day's work is spread over its hours.</summary>
internal static class LoadCurve
{
    private static readonly double[] HourWeights =
        [1, 1, 1, 1, 1, 2, 3, 5, 7, 8, 9, 9, 8, 8, 9, 9, 8, 7, 5, 4, 3, 3, 2, 1];

    private static readonly double[] Cumulated = Cumulate();

    /// <summary>The part of the day's work that is done at an instant: 0 before the day, exactly 1 at its end and after.</summary>
    public static double Share(DateOnly day, DateTimeOffset instant)
    {
        var elapsed = instant - StartOf(day);
        if (elapsed <= TimeSpan.Zero)
            return 0;
        if (elapsed >= TimeSpan.FromDays(1))
            return 1;
        var hours = elapsed.TotalHours;
        var hour = (int)hours;
        return (Cumulated[hour] + ((hours - hour) * HourWeights[hour])) / Cumulated[24];
    }

    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);

    private static double[] Cumulate()
    {
        var sums = new double[25];
        for (var hour = 0; hour < 24; hour++)
            sums[hour + 1] = sums[hour] + HourWeights[hour];
        return sums;
    }
}
