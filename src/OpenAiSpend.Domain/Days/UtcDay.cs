using System.Globalization;

namespace OpenAiSpend.Domain.Days;

/// <summary>A calendar day in UTC: the width of every bucket that OpenAI bills and counts by.</summary>
/// <param name="Number">Days since 1970-01-01.</param>
public readonly record struct UtcDay(int Number) : IComparable<UtcDay>
{
    private const long SecondsPerDay = 86_400;

    /// <summary>The first instant of the day.</summary>
    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeSeconds(StartUnixSeconds);

    /// <summary>The first instant of the day, in seconds since 1970-01-01T00:00Z.</summary>
    public long StartUnixSeconds => Number * SecondsPerDay;

    /// <summary>The day after this one.</summary>
    public UtcDay Next => AddDays(1);

    /// <summary>The first day of this day's calendar month.</summary>
    public UtcDay MonthStart => Of(Date.AddDays(1 - Date.Day));

    /// <summary>The first day of the next calendar month.</summary>
    public UtcDay NextMonthStart => Of(MonthStart.Date.AddMonths(1));

    /// <summary>The day of the week.</summary>
    public DayOfWeek DayOfWeek => Date.DayOfWeek;

    /// <summary>The same day as a <see cref="DateOnly"/>.</summary>
    public DateOnly Date => DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + Number);

    /// <summary>The UTC day in which an instant falls.</summary>
    public static UtcDay Of(DateTimeOffset instant) => OfUnixSeconds(instant.ToUnixTimeSeconds());

    /// <summary>The UTC day in which an instant falls.</summary>
    /// <param name="seconds">Seconds since 1970-01-01T00:00Z.</param>
    public static UtcDay OfUnixSeconds(long seconds) => new(checked((int)Math.DivRem(seconds, SecondsPerDay, out var rest) - (rest < 0 ? 1 : 0)));

    /// <summary>The UTC day of a date.</summary>
    public static UtcDay Of(DateOnly date) => new(date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);

    /// <summary>The day that many days later, or earlier where <paramref name="days"/> is negative.</summary>
    public UtcDay AddDays(int days) => new(Number + days);

    /// <summary>The number of days from <paramref name="other"/> to this day.</summary>
    public int DaysSince(UtcDay other) => Number - other.Number;

    /// <inheritdoc/>
    public int CompareTo(UtcDay other) => Number.CompareTo(other.Number);

    /// <summary>The day as <c>2026-11-20</c>, as the <c>date</c> label shows it.</summary>
    public override string ToString() => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Whether <paramref name="left"/> is before <paramref name="right"/>.</summary>
    public static bool operator <(UtcDay left, UtcDay right) => left.Number < right.Number;

    /// <summary>Whether <paramref name="left"/> is after <paramref name="right"/>.</summary>
    public static bool operator >(UtcDay left, UtcDay right) => left.Number > right.Number;

    /// <summary>Whether <paramref name="left"/> is not after <paramref name="right"/>.</summary>
    public static bool operator <=(UtcDay left, UtcDay right) => left.Number <= right.Number;

    /// <summary>Whether <paramref name="left"/> is not before <paramref name="right"/>.</summary>
    public static bool operator >=(UtcDay left, UtcDay right) => left.Number >= right.Number;
}
