using System.Globalization;
using OpenAiSpend.Domain.Days;
using static System.FormattableString;

namespace OpenAiSpend.Page.Markup;

/// <summary>Numbers, days and times as people write them. The same in every culture.</summary>
internal static class Figures
{
    private const decimal Cent = 0.01m;

    private static readonly (decimal Size, string Unit)[] Units =
        [(1_000_000_000_000m, "T"), (1_000_000_000m, "B"), (1_000_000m, "M"), (1_000m, "k")];

    /// <summary>Dollars and cents: <c>$1,234.50</c>.</summary>
    public static string Usd(decimal usd)
    {
        var (sign, size) = (Sign(usd), Math.Abs(usd));
        return size is > 0 and < Cent / 2 ? $"{sign}<$0.01" : Invariant($"{sign}${size:N2}");
    }

    /// <summary>The same with a plus where it is more.</summary>
    public static string SignedUsd(decimal usd) => usd > 0 ? $"+{Usd(usd)}" : Usd(usd);

    /// <summary>A price with as many digits as it needs: <c>$0.0750</c>.</summary>
    public static string Price(decimal usd) => usd >= 1 ? Invariant($"${usd:N2}") : Invariant($"${usd:N4}");

    /// <summary>All digits, without trailing zeros, for programs.</summary>
    public static string Exact(decimal value) => value.ToString("0.#############################", CultureInfo.InvariantCulture);

    /// <summary>A count in three digits and a unit: <c>18.2 M</c>.</summary>
    public static string Count(decimal count)
    {
        var (size, unit) = Array.Find(Units, unit => count >= unit.Size);
        return unit is null ? Invariant($"{count:N0}") : (count / size) switch
        {
            >= 100 and var scaled => Invariant($"{scaled:N0} {unit}"),
            >= 10 and var scaled => Invariant($"{scaled:N1} {unit}"),
            var scaled => Invariant($"{scaled:N2} {unit}"),
        };
    }

    /// <summary>A share as a percentage: <c>12.4 %</c>.</summary>
    public static string Percent(decimal share) => Math.Abs(share) switch
    {
        0m => "0 %",
        < 0.001m => "<0.1 %",
        < 0.1m and var size => Invariant($"{Sign(share)}{size * 100:N1} %"),
        var size => Invariant($"{Sign(share)}{size * 100:N0} %"),
    };

    /// <summary>How much more or less something is than before: <c>+12 %</c>; nothing where it was nothing before.</summary>
    public static string? Growth(decimal now, decimal before)
    {
        if (before <= 0)
        {
            return null;
        }

        var growth = (now - before) / before;
        return growth >= 10 ? Invariant($"{now / before:N0} times") : $"{(growth > 0 ? "+" : string.Empty)}{Percent(growth)}";
    }

    /// <summary>A day: <c>20 Nov</c>.</summary>
    public static string Day(UtcDay day) => Invariant($"{day.Date:d MMM}");

    /// <summary>Days in order, those that follow each other together: <c>3 Nov, 5 Nov to 9 Nov</c>.</summary>
    public static string Days(IEnumerable<UtcDay> days) => string.Join(", ", days.Select(static (day, place) => (Day: day, Run: day.AddDays(-place)))
        .GroupBy(static one => one.Run, static one => one.Day)
        .Select(static run => run.Count() == 1 ? Day(run.First()) : $"{Day(run.First())} to {Day(run.Last())}"));

    /// <summary>A month: <c>November</c>.</summary>
    public static string Month(UtcDay day) => Invariant($"{day.Date:MMMM}");

    /// <summary>A day with its weekday and year: <c>Fri 20 Nov 2026</c>.</summary>
    public static string FullDay(UtcDay day) => Invariant($"{day.Date:ddd d MMM yyyy}");

    /// <summary>A time of today, or of another day: <c>15:04 UTC</c>, <c>20 Nov 15:04 UTC</c>.</summary>
    public static string Time(DateTimeOffset instant, DateTimeOffset now) => UtcDay.Of(instant) == UtcDay.Of(now)
        ? Invariant($"{instant.UtcDateTime:HH:mm} UTC")
        : Invariant($"{instant.UtcDateTime:d MMM HH:mm} UTC");

    /// <summary>How long ago something was, or how soon it will be: <c>3 min</c>.</summary>
    public static string Span(TimeSpan span) => span.Duration() switch
    {
        { TotalSeconds: < 1 } => "1 s",
        { TotalSeconds: < 60 } size => Invariant($"{size.TotalSeconds:N0} s"),
        { TotalMinutes: < 60 } size => Invariant($"{size.TotalMinutes:N0} min"),
        { TotalHours: < 48 } size => Invariant($"{size.TotalHours:N0} h"),
        { } size => Invariant($"{size.TotalDays:N0} days"),
    };

    private static string Sign(decimal value) => value < 0 ? "−" : string.Empty;
}
