using System.Collections.Immutable;
using OpenAiSpend.Domain.Options;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>What is polled, and how often.</summary>
public sealed class CollectionOptions
{
    /// <summary>How costs are polled. Default every 15 minutes, 65 days kept, 4 days read again.</summary>
    public PollingOptions Costs { get; set; } = new(TimeSpan.FromMinutes(15), HistoryDays: 65, SettleDays: 4);

    /// <summary>How each usage surface is polled. Default every 5 minutes, 8 days kept, 2 days read again.</summary>
    public PollingOptions Usage { get; set; } = new(TimeSpan.FromMinutes(5), HistoryDays: 8, SettleDays: 2);

    /// <summary>How often each list of names, keys, limits and alerts is read. Default every hour.</summary>
    public TimeSpan DirectoryInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The usage surfaces to poll; none for costs alone, which are always polled. Default all eleven.</summary>
    public ImmutableArray<BucketSurface> Surfaces { get; set; } = Surface.Usage;

    /// <summary>What each surface is grouped by. Default <see cref="BucketSurface.DefaultGroupBy"/>.</summary>
    public ImmutableDictionary<BucketSurface, ImmutableArray<Dimension>> GroupBy { get; set; } =
        Surface.Buckets.ToImmutableDictionary(static surface => surface, static surface => surface.DefaultGroupBy);
}

/// <summary>How a kind of surface is polled.</summary>
/// <param name="Interval">From the start of one poll to the next.</param>
/// <param name="HistoryDays">Days kept, today included; read at start and once a day.</param>
/// <param name="SettleDays">Days that OpenAI may still revise, today included; read at each poll. No more than <paramref name="HistoryDays"/>.</param>
public sealed record PollingOptions(TimeSpan Interval, int HistoryDays, int SettleDays)
{
    /// <summary>What <see cref="Interval"/> may be.</summary>
    public static readonly OptionRange<TimeSpan> IntervalRange = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));

    /// <summary>What <see cref="CollectionOptions.DirectoryInterval"/> may be.</summary>
    public static readonly OptionRange<TimeSpan> DirectoryIntervalRange = new(TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));

    /// <summary>What <see cref="HistoryDays"/> may be: OpenAI keeps about a year.</summary>
    public static readonly OptionRange<int> HistoryRange = new(1, 366);

    /// <summary>What <see cref="SettleDays"/> may be.</summary>
    public static readonly OptionRange<int> SettleRange = new(1, 31);

    /// <summary>Everything that keeps these options from being used.</summary>
    public ImmutableArray<OptionError> Validate() =>
    [
        .. IntervalRange.Check(nameof(Interval), Interval),
        .. HistoryRange.Check(nameof(HistoryDays), HistoryDays),
        .. SettleRange.Check(nameof(SettleDays), SettleDays),
        .. OptionError.Unless(SettleDays <= HistoryDays, nameof(SettleDays), $"{SettleDays}d cannot be read again while history keeps {HistoryDays}d"),
    ];
}

/// <summary>What is kept about people.</summary>
public sealed class PrivacyOptions
{
    /// <summary>Whether users' names are kept. Default true.</summary>
    public bool UserNames { get; set; } = true;

    /// <summary>Whether users' e-mail addresses are kept. Default false.</summary>
    public bool UserEmails { get; set; }
}
