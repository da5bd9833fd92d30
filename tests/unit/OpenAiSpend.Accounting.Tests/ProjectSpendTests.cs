using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Accounting.Tests;

public class ProjectSpendTests
{
    [Fact]
    public void MonthForecasts_EachProject_AddUpToTheForecastOfAll()
    {
        var days = Enumerable.Range(0, 35).Select(i => Some.Costs(Some.Day.AddDays(-i), ("proj_b", "x", 3m), ("proj_a", "x", i), (null, "y", 1m)));
        var spend = new ProjectSpend(Some.Known(Surface.Costs, Some.Day, [.. days]));

        var forecasts = spend.MonthForecasts(Some.Day).ToList();

        Assert.Equal([null, "proj_a", "proj_b"], forecasts.Select(forecast => forecast.ProjectId));
        Assert.Equal((30m, 90m), (forecasts[0].Usd, forecasts[2].Usd));
        Assert.Equal(spend.MonthForecast(_ => true, Some.Day), forecasts.Sum(forecast => forecast.Usd));
    }

    [Fact]
    public void MonthForecasts_StartOfTheMonthUnknown_AreNone() => Assert.Empty(
        new ProjectSpend(Some.Known(Surface.Costs, Some.Day, Some.Costs(Some.Day, ("proj_a", "x", 1m)))).MonthForecasts(Some.Day));
}
