namespace OpenAiSpend.Simulator.Tests;

public class SettlementTests
{
    private static readonly DateOnly Day = new(2026, 11, 17);
    private static readonly DateTimeOffset End = new(2026, 11, 18, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What each of two weeks' days costs, by the hours since its end.</summary>
    private static readonly Lazy<decimal[][]> CostsByHour = new(() =>
    {
        var truth = Sim.GroundTruth();
        return [.. Enumerable.Range(0, 14).Select(daysAgo => Enumerable.Range(0, 50)
            .Select(hour => truth.TotalCostUsd(Day.AddDays(-daysAgo), End.AddDays(-daysAgo).AddHours(hour))).ToArray())];
    });

    public static TheoryData<int> Days => [.. Enumerable.Range(0, 14)];

    [Fact]
    public void TotalUsage_WhileTheDayGoesOn_RisesAndStopsTenMinutesAfterItsEnd()
    {
        var truth = Sim.GroundTruth();
        var totals = Enumerable.Range(1, 24 * 12).Select(i => Tokens(End.AddDays(-1).AddMinutes(i * 5))).ToList();

        Assert.Equal(totals.Order(), totals);
        Assert.True(Tokens(End) < Tokens(End.AddMinutes(5)));
        Assert.True(Tokens(End.AddMinutes(5)) < Tokens(End.AddMinutes(10)));
        Assert.Equal(Tokens(End.AddMinutes(10)), Tokens(End.AddDays(9)));

        long Tokens(DateTimeOffset now) => truth.TotalUsage(Day, now, "completions", "input_tokens");
    }

    [Fact]
    public void TotalCostUsd_WhileTheDayGoesOn_LagsHoursInSteps()
    {
        var truth = Sim.GroundTruth();

        Assert.Equal(0, Cost(-24 + 2.9));
        Assert.Equal(Cost(-9), Cost(-9 + 0.99));
        Assert.True(Cost(-9) < Cost(-8));
        // At noon the costs of the morning are there, and of the last two hours none.
        Assert.InRange(Cost(-12) / Cost(48), 0.15m, 0.30m);
        Assert.InRange((double)truth.TotalUsage(Day, End.AddHours(-12), "embeddings", "input_tokens") / truth.TotalUsage(Day, End.AddDays(2), "embeddings", "input_tokens"), 0.35, 0.5);

        decimal Cost(double hoursAfterTheEnd) => truth.TotalCostUsd(Day, End.AddHours(hoursAfterTheEnd));
    }

    [Theory]
    [MemberData(nameof(Days))]
    public void TotalCostUsd_FinishedDay_GrowsForHoursUntilItIsComplete(int daysAgo)
    {
        var costs = CostsByHour.Value[daysAgo];
        var final = costs[48];

        Assert.InRange(costs[0] / final, 0.85m, 0.97m);
        Assert.InRange(costs[3] / final, 0.92m, 0.995m);
        Assert.Equal(costs[..6].Order(), costs[..6]);
        Assert.True(costs[5] > costs[2]);
        Assert.All(costs[20..], cost => Assert.InRange(cost / final, 0.996m, 1.004m));
    }

    [Fact]
    public void TotalCostUsd_FinishedDays_AreNotAllCompleteAtTheSameHour()
    {
        // A day is first restated when it is complete, which is the only time at which it can fall within twelve hours.
        var falls = CostsByHour.Value.Select(costs => Enumerable.Range(1, 11).FirstOrDefault(hour => costs[hour] < costs[hour - 1], 12));

        Assert.Superset(new HashSet<int> { 12 }, falls.ToHashSet());
        Assert.True(falls.Distinct().Count() > 2);
    }

    [Theory]
    [MemberData(nameof(Days))]
    public void TotalCostUsd_CompleteDay_IsRestatedByLittleUntilItSettles(int daysAgo)
    {
        var costs = CostsByHour.Value[daysAgo];
        var (final, complete) = (costs[48], costs[20..]);

        Assert.InRange((complete.Max() - complete.Min()) / final, 0.0005m, 0.006m);
        Assert.Contains(complete, cost => cost > final);
        Assert.Contains(complete, cost => cost < final);
        Assert.NotEqual(final, costs[47]);
        Assert.All(costs[48..], cost => Assert.Equal(final, cost));
    }

    [Fact]
    public void StartRunaway_FromNoon_BurnsFromThenOnAndStops()
    {
        var (calm, truth) = (Sim.GroundTruth(), Sim.GroundTruth());
        var noon = End.AddHours(-12);
        truth.StartRunaway(noon);
        truth.StopRunaway(noon.AddHours(2));
        var key = truth.Runaway!.ApiKeyId;

        Assert.Equal(calm.TotalCostUsd(Day.AddDays(-1), End.AddDays(9)), truth.TotalCostUsd(Day.AddDays(-1), End.AddDays(9)));
        Assert.Equal(calm.TotalCostUsd(Day.AddDays(1), End.AddDays(9)), truth.TotalCostUsd(Day.AddDays(1), End.AddDays(9)));
        Assert.Equal(Tokens(calm, noon.AddMinutes(10)), Tokens(truth, noon.AddMinutes(10)));
        var usual = Tokens(calm, noon.AddMinutes(70)) - Tokens(calm, noon.AddMinutes(10));
        Assert.InRange((double)(Tokens(truth, noon.AddMinutes(70)) - Tokens(truth, noon.AddMinutes(10))) / usual, 49.9, 50.1);
        Assert.Equal(truth.TotalCostUsd(Day, End.AddDays(9)), truth.TrueCosts(Day, Day).Sum(cost => cost.AmountUsd));

        long Tokens(GroundTruth of, DateTimeOffset now) => of.UsageAsOf(now, "completions", Day, Day)
            .Where(row => row.Dimensions["api_key_id"] == key)
            .Sum(row => row.Measures["input_tokens"]);
    }
}
