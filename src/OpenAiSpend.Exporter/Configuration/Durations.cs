using System.Globalization;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Durations as Prometheus writes them: <c>15m</c>, <c>1h30m</c>, <c>65d</c>.</summary>
internal static class Durations
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("w", TimeSpan.FromDays(7)), ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)),
    ];

    /// <summary>Reads a duration. Units come in falling order, each at most once.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
        {
            return false;
        }

        foreach (var (unit, length) in Units)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || rest[digits] != unit[0])
            {
                continue;
            }

            if (!int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 100_000)
            {
                return false;
            }

            duration += length * count;
            rest = rest[(digits + 1)..];
        }

        return rest.IsEmpty;
    }

    /// <summary>Writes a duration the way it is read.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = string.Empty;
        foreach (var (unit, length) in Units)
        {
            // Weeks are read but not written: 65d says more than 9w2d.
            var count = unit == "w" ? 0 : duration.Ticks / length.Ticks;
            if (count > 0)
            {
                text += $"{count}{unit}";
                duration -= length * count;
            }
        }

        return text;
    }
}
