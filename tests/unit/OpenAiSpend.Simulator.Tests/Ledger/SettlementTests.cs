namespace OpenAiSpend.Simulator.Tests;

public class SettlementTests
{
    private static readonly DateOnly Day = new(2026, 11, 17);
    private static readonly DateTimeOffset End = new(2026, 11, 18, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TotalUsage_WhileTheDayGoesOn_RisesAndStopsTenMinutesAfterItsEnd()
    {
        var books = Sim.Books();
        var totals = Enumerable.Range(1, 24 * 12).Select(i => Tokens(End.AddDays(-1).AddMinutes(i * 5))).ToList();

        Assert.Equal(totals.Order(), totals);
        Assert.True(Tokens(End) < Tokens(End.AddMinutes(5)));
        Assert.True(Tokens(End.AddMinutes(5)) < Tokens(End.AddMinutes(10)));
        Assert.Equal(Tokens(End.AddMinutes(10)), Tokens(End.AddDays(9)));

        long Tokens(DateTimeOffset now) => books.TotalUsage(Day, now, "completions", "input_tokens");
    }

    [Fact]
    public void TotalCostUsd_WhileTheDayGoesOn_LagsHoursInSteps()
    {
        var books = Sim.Books();

        Assert.Equal(0, books.TotalCostUsd(Day, End.AddDays(-1).AddMinutes(150)));
        Assert.Equal(books.TotalCostUsd(Day, End.AddHours(-9)), books.TotalCostUsd(Day, End.AddHours(-9).AddMinutes(59)));
        Assert.True(books.TotalCostUsd(Day, End.AddHours(-9)) < books.TotalCostUsd(Day, End.AddHours(-8)));
        Assert.True(books.TotalCostUsd(Day, End) < 0.995m * books.TotalCostUsd(Day, End.AddDays(3)));
    }

    [Fact]
    public void TotalCostUsd_FinishedDay_IsRestatedUpAndDownThenSettled()
    {
        var books = Sim.Books();
        var totals = Enumerable.Range(3, 60).Select(hour => books.TotalCostUsd(Day, End.AddHours(hour))).ToList();
        var steps = totals.Zip(totals.Skip(1), (before, after) => after - before).Where(step => step != 0).ToList();

        Assert.Contains(steps, step => step > 0);
        Assert.Contains(steps, step => step < 0);
        var settled = books.TotalCostUsd(Day, End.AddHours(48));
        Assert.NotEqual(settled, books.TotalCostUsd(Day, End.AddHours(47)));
        Assert.All([49, 100, 5000], hours => Assert.Equal(settled, books.TotalCostUsd(Day, End.AddHours(hours))));
        Assert.All(totals, total => Assert.InRange(total / settled, 0.98m, 1.02m));
    }

    [Fact]
    public void StartRunaway_FromNoon_BurnsFromThenOnAndStops()
    {
        var (calm, books) = (Sim.Books(), Sim.Books());
        var noon = End.AddHours(-12);
        books.StartRunaway(noon);
        books.StopRunaway(noon.AddHours(2));
        var key = books.Runaway!.ApiKeyId;

        Assert.Equal(calm.TotalCostUsd(Day.AddDays(-1), End.AddDays(9)), books.TotalCostUsd(Day.AddDays(-1), End.AddDays(9)));
        Assert.Equal(calm.TotalCostUsd(Day.AddDays(1), End.AddDays(9)), books.TotalCostUsd(Day.AddDays(1), End.AddDays(9)));
        Assert.Equal(Tokens(calm, noon.AddMinutes(10)), Tokens(books, noon.AddMinutes(10)));
        var usual = Tokens(calm, noon.AddMinutes(70)) - Tokens(calm, noon.AddMinutes(10));
        Assert.InRange((double)(Tokens(books, noon.AddMinutes(70)) - Tokens(books, noon.AddMinutes(10))) / usual, 49.9, 50.1);
        Assert.Equal(books.TotalCostUsd(Day, End.AddDays(9)), books.TrueCosts(Day, Day).Sum(cost => cost.AmountUsd));

        long Tokens(Books of, DateTimeOffset now) => of.UsageAsOf(now, "completions", Day, Day)
            .Where(row => row.Dimensions["api_key_id"] == key)
            .Sum(row => row.Measures["input_tokens"]);
    }
}
