using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Domain.Tests;

public class UtcDayTests
{
    [Theory]
    [InlineData("2026-11-20T00:00:00Z", "2026-11-20")]
    [InlineData("2026-11-20T23:59:59.9999999Z", "2026-11-20")]
    [InlineData("2026-11-20T23:30:00-02:00", "2026-11-21")]
    [InlineData("1969-12-31T23:59:59Z", "1969-12-31")]
    [InlineData("2028-02-29T12:00:00Z", "2028-02-29")]
    public void Of_AnyInstant_IsItsDayInUtc(string instant, string day) => Assert.Equal(day, UtcDay.Of(DateTimeOffset.Parse(instant)).ToString());

    [Theory]
    [InlineData("2026-12-31", "2026-12-01", "2027-01-01")]
    [InlineData("2028-02-29", "2028-02-01", "2028-03-01")]
    [InlineData("2026-11-01", "2026-11-01", "2026-12-01")]
    public void Month_AnyDay_StartsOnTheFirstAndEndsBeforeTheNext(string day, string start, string next)
    {
        var of = UtcDay.Of(DateOnly.Parse(day));

        Assert.Equal((start, next), (of.MonthStart.ToString(), of.NextMonthStart.ToString()));
    }

    [Fact]
    public void Trailing_Days_EndsWithTheLast()
    {
        var window = DayWindow.Trailing(UtcDay.Of(new DateOnly(2026, 3, 1)), 2);

        Assert.Equal(("2026-02-28", "2026-03-02", 2), (window.Start.ToString(), window.End.ToString(), window.Days));
    }

    [Fact]
    public void Window_WithoutADay_CannotBeMade() =>
        Assert.Throws<ArgumentException>(() => new DayWindow(new UtcDay(5), new UtcDay(5)));
}
