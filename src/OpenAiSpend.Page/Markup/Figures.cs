using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Page.Markup;

/// <summary>Numbers, days and times as people write them. The same in every culture.</summary>
internal static class Figures
{
    private const decimal Cent = 0.01m;
    private const string Minus = "−";

    private static readonly (decimal Size, string Unit)[] Units =
        [(1_000_000_000_000m, "T"), (1_000_000_000m, "B"), (1_000_000m, "M"), (1_000m, "k")];

    /// <summary>Dollars and cents: <c>$1,234.50</c>.</summary>
    public static string Usd(decimal usd)
    {
        var sign = usd < 0 ? Minus : string.Empty;
        var size = Math.Abs(usd);
        return size is > 0 and < Cent / 2 ? $"{sign}<$0.01" : $"{sign}${size:N2}";
    }

    /// <summary>The same with a plus where it is more.</summary>
    public static string SignedUsd(decimal usd) => usd > 0 ? $"+{Usd(usd)}" : Usd(usd);

    /// <summary>A price with as many digits as it needs: <c>$0.0750</c>.</summary>
    public static string Price(decimal usd) => usd >= 1 ? $"${usd:N2}" : $"${usd:N4}";

    /// <summary>All digits, without trailing zeros, for programs.</summary>
    public static string Exact(decimal value) => value.ToString("0.#############################", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A count in three digits and a unit: <c>18.2 M</c>.</summary>
    public static string Count(decimal count)
    {
        foreach (var (size, unit) in Units)
        {
            if (count >= size)
            {
                var scaled = count / size;
                return $"{scaled.ToString(scaled >= 100 ? "N0" : scaled >= 10 ? "N1" : "N2")} {unit}";
            }
        }

        return $"{count:N0}";
    }

    /// <summary>A share as a percentage: <c>12.4 %</c>.</summary>
    public static string Percent(decimal share) => Math.Abs(share) switch
    {
        0m => "0 %",
        < 0.001m => "<0.1 %",
        < 0.1m => $"{Signed(share * 100, "N1")} %",
        _ => $"{Signed(share * 100, "N0")} %",
    };

    /// <summary>How much more or less something is than before: <c>+12 %</c>; nothing where it was nothing before.</summary>
    public static string? Growth(decimal now, decimal before)
    {
        if (before <= 0)
        {
            return null;
        }

        var growth = (now - before) / before;
        return growth >= 10 ? $"{(now / before):N0} times" : $"{(growth > 0 ? "+" : string.Empty)}{Percent(growth)}";
    }

    /// <summary>A day: <c>20 Nov</c>.</summary>
    public static string Day(UtcDay day) => $"{day.Date:d MMM}";

    /// <summary>A day with its weekday and year: <c>Fri 20 Nov 2026</c>.</summary>
    public static string FullDay(UtcDay day) => $"{day.Date:ddd d MMM yyyy}";

    /// <summary>A time of today, or of another day: <c>15:04 UTC</c>, <c>20 Nov 15:04 UTC</c>.</summary>
    public static string Time(DateTimeOffset instant, DateTimeOffset now) => UtcDay.Of(instant) == UtcDay.Of(now)
        ? $"{instant.UtcDateTime:HH:mm} UTC"
        : $"{instant.UtcDateTime:d MMM HH:mm} UTC";

    /// <summary>How long ago something was, or how soon it will be: <c>3 min</c>.</summary>
    public static string Span(TimeSpan span) => span.Duration() switch
    {
        { TotalSeconds: < 1 } => "1 s",
        { TotalSeconds: < 60 } size => $"{size.TotalSeconds:N0} s",
        { TotalMinutes: < 60 } size => $"{size.TotalMinutes:N0} min",
        { TotalHours: < 48 } size => $"{size.TotalHours:N0} h",
        { } size => $"{size.TotalDays:N0} days",
    };

    private static string Signed(decimal value, string format) => (value < 0 ? Minus : string.Empty) + Math.Abs(value).ToString(format);
}
