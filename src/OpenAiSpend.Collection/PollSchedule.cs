using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>When one surface of one organization is polled, and for which days.</summary>
public sealed record PollSchedule
{
    /// <summary>The surface.</summary>
    public required BucketSurface Surface { get; init; }

    /// <summary>The dimensions to break the rows down by.</summary>
    public required ImmutableArray<Dimension> GroupBy { get; init; }

    /// <summary>From the start of one poll to the start of the next.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How many days are kept, today included; all of them are read at start and once a day.</summary>
    public required int HistoryDays { get; init; }

    /// <summary>How many days OpenAI may still revise, today included; each poll reads them again.</summary>
    public required int SettleDays { get; init; }

    /// <summary>
    /// Whether days that are settled are never read again, neither once a day nor after a restart: their source forgets them
    /// sooner than they are wanted. Default false.
    /// </summary>
    public bool KeepsSettled { get; init; }

    /// <summary>What the rows depend on besides what they are broken down by; rows that depended on something else are forgotten. Default nothing.</summary>
    public string? Origin { get; init; }

    /// <summary>All days that are kept.</summary>
    public DayWindow History(UtcDay today) => DayWindow.Trailing(today, HistoryDays);

    /// <summary>
    /// The days that a poll between full reads has to read: those that may still change, and after an outage also those
    /// that could still change when they were last read.
    /// </summary>
    public DayWindow Unsettled(UtcDay today, UtcDay lastRead)
    {
        var from = (lastRead < today ? lastRead : today).AddDays(1 - SettleDays);
        var oldest = History(today).Start;
        return new DayWindow(from < oldest ? oldest : from, today.Next);
    }
}
