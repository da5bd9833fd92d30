using FsCheck.Fluent;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Accounting.Tests;

public class MonthForecastTests
{
    private const int SettleDays = 4;

    [Fact]
    public void Of_SameSpendEveryDay_IsThatTimesTheDaysOfTheMonth() =>
        Assert.Equal(30 * 10m, Forecast("2026-11-20", 65, static _ => 10m));

    [Fact]
    public void Of_WeekdayRhythm_ForecastsEachWeekdayByItsOwn()
    {
        static decimal? Spent(UtcDay day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1m : 10m;

        // November 2026 has 21 weekdays and 9 days of weekends.
        Assert.Equal((21 * 10m) + (9 * 1m), Forecast("2026-11-20", 65, Spent));
    }

    [Fact]
    public void Of_OneSpikeInThePast_MovesOnlyItsOwnDay()
    {
        static decimal? Spent(UtcDay day) => day == Some.Date("2026-11-03") ? 1000m : 10m;

        Assert.Equal((29 * 10m) + 1000m, Forecast("2026-11-20", 65, Spent));
    }

    [Fact]
    public void Of_TodayHasHardlyBegun_CountsTodayInFull() =>
        Assert.Equal(300m, Forecast("2026-11-20", 65, static day => day == Some.Day ? 0.5m : 10m));

    [Fact]
    public void Of_TodayIsAlreadyMoreThanUsual_CountsWhatIsBilled() =>
        Assert.Equal(340m, Forecast("2026-11-20", 65, static day => day == Some.Day ? 50m : 10m));

    [Fact]
    public void Of_FirstDayOfTheMonth_ForecastsTheWholeMonthFromTheMonthBefore() =>
        Assert.Equal(310m, Forecast("2026-12-01", 65, static day => day == Some.Date("2026-12-01") ? 0m : 10m));

    [Fact]
    public void Of_LastDayOfTheMonth_IsWhatWasBilledAndTheRestOfToday() =>
        Assert.Equal(300m, Forecast("2026-11-30", 65, static day => day == Some.Date("2026-11-30") ? 4m : 10m));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Of_ProjectThatIsDaysOld_IsJudgedByThoseDays(int days)
    {
        var first = Some.Day.AddDays(1 - days);

        Assert.Equal((10 + days) * 10m, Forecast("2026-11-20", 65, day => day < first ? 0m : 10m));
    }

    [Fact]
    public void Of_ProjectThatEndedWeeksAgo_ForecastsNoMoreOfIt() =>
        Assert.Equal(20m, Forecast("2026-11-30", 65, static day => day <= Some.Date("2026-11-02") ? 10m : 0m));

    [Fact]
    public void Of_NothingEverSpent_IsNothing() => Assert.Equal(0m, Forecast("2026-11-20", 65, static _ => 0m));

    [Fact]
    public void Of_AnySpend_IsNoLessThanTheMonthToDate() => Prop.ForAll<ushort[], byte>((cents, dayOfMonth) =>
    {
        var today = Some.Date("2026-11-01").AddDays(dayOfMonth % 30);
        var known = DayWindow.Trailing(today, 65);
        var spent = Enumerable.Range(0, 65).Select(i => cents.Length == 0 ? 0m : cents[i % cents.Length] / 100m).ToArray();
        var monthToDate = spent.Where((_, i) => known.Start.AddDays(i) >= today.MonthStart).Sum();
        return MonthForecast.Of(known, spent, Enumerable.Repeat(true, 65).ToArray(), SettleDays, today) >= monthToDate;
    }).MustHold();

    [Fact]
    public void Of_DayThatNeverCame_CountsAsAnOrdinaryOne() =>
        Assert.Equal(300m, Forecast("2026-11-20", 65, static day => day == Some.Date("2026-11-10") ? null : 10m));

    private static decimal Forecast(string today, int days, Func<UtcDay, decimal?> spent)
    {
        var window = DayWindow.Trailing(Some.Date(today), days);
        var each = Enumerable.Range(0, days).Select(i => spent(window.Start.AddDays(i))).ToList();
        return MonthForecast.Of(
            window, each.Select(static usd => usd ?? 0m).ToArray(), each.Select(static usd => usd is not null).ToArray(), SettleDays, Some.Date(today));
    }
}
