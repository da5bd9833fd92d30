namespace OpenAiSpend.Domain.Days;

/// <summary>A half-open range of UTC days: <see cref="Start"/> is inside, <see cref="End"/> is not.</summary>
public readonly record struct DayWindow
{
    /// <summary>Makes the window of the days from <paramref name="start"/> up to, and without, <paramref name="end"/>.</summary>
    /// <exception cref="ArgumentException">The window would hold no day.</exception>
    public DayWindow(UtcDay start, UtcDay end)
    {
        if (end <= start)
        {
            throw new ArgumentException($"A window needs a day: it starts on {start} and ends before {end}.", nameof(end));
        }

        Start = start;
        End = end;
    }

    /// <summary>The first day.</summary>
    public UtcDay Start { get; }

    /// <summary>The day after the last one.</summary>
    public UtcDay End { get; }

    /// <summary>The last day.</summary>
    public UtcDay Last => End.AddDays(-1);

    /// <summary>How many days the window holds; at least one.</summary>
    public int Days => End.DaysSince(Start);

    /// <summary>The window of <paramref name="days"/> days of which <paramref name="last"/> is the last.</summary>
    public static DayWindow Trailing(UtcDay last, int days) => new(last.AddDays(1 - days), last.Next);

    /// <summary>Whether the day lies in the window.</summary>
    public bool Contains(UtcDay day) => day >= Start && day < End;

    /// <summary>The days that both windows hold, or null where there are none.</summary>
    public DayWindow? Common(DayWindow other)
    {
        var (start, end) = (Start > other.Start ? Start : other.Start, End < other.End ? End : other.End);
        return start < end ? new DayWindow(start, end) : null;
    }

    /// <summary>The window as <c>2026-11-18 to 2026-11-20</c>, both days included.</summary>
    public override string ToString() => $"{Start} to {Last}";
}
