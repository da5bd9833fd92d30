using System.Globalization;
using System.Text.RegularExpressions;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.OpenAi.Failures;

namespace OpenAiSpend.OpenAi.History;

/// <summary>
/// OpenAI keeps about a year of history. Asked for more it answers 400 with the code <c>reporting_lookback_exceeded</c>
/// and a message that names the earliest start, in a form that nobody documents.
/// </summary>
internal static partial class LookbackLimit
{
    private const string Code = "reporting_lookback_exceeded";

    /// <summary>Whether a failure says that the history does not reach back far enough.</summary>
    public static bool IsExceeded(ApiFailureException failure) => failure.Error is { Status: 400, Code: Code };

    /// <summary>The window without the days that OpenAI no longer keeps, or null where the message names no date that helps.</summary>
    public static DayWindow? Shorten(DayWindow window, ApiFailureException failure)
    {
        DayWindow? best = null;
        foreach (Match match in Date().Matches(failure.Error?.Message ?? ""))
        {
            // The message may repeat the start that was asked for: only a later day helps. A day of which a part is missing does not count.
            if (Instant(match) is { } instant && instant >= window.Start.Start && instant < window.End.Start)
            {
                var day = UtcDay.Of(instant);
                var first = day.Start == instant ? day : day.Next;
                if (first > window.Start && first < window.End && (best is null || first < best.Value.Start))
                {
                    best = new DayWindow(first, window.End);
                }
            }
        }

        return best;
    }

    private static DateTimeOffset? Instant(Match match)
    {
        if (match.Groups["unix"] is { Success: true } unix)
        {
            return DateTimeOffset.FromUnixTimeSeconds(long.Parse(unix.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));
        }

        var date = match.Value.Replace(" UTC", "Z", StringComparison.OrdinalIgnoreCase);
        return DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;
    }

    [GeneratedRegex(
        @"(?<![\w.-])(?:(?<unix>\d{9,10})(?![\w-])|\d{4}-\d{2}-\d{2}(?!\d)(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?(?:Z| UTC|[+-]\d{2}:?\d{2})?)?)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
