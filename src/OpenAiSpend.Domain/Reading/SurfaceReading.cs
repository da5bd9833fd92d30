using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Reading;

/// <summary>The whole answer to a <see cref="SurfaceQuery"/>. A part of an answer is never a reading.</summary>
public sealed record SurfaceReading
{
    /// <summary>
    /// The days that were read. It may start later than was asked, where OpenAI keeps no older days, and never ends
    /// elsewhere than was asked.
    /// </summary>
    public required DayWindow Window { get; init; }

    /// <summary>What the rows are broken down by: what was asked for, less what OpenAI refused of <see cref="SurfaceQuery.Dispensable"/>.</summary>
    public required ImmutableArray<Dimension> GroupBy { get; init; }

    /// <summary>
    /// A bucket for each day that OpenAI answered, by day; empty where nothing was counted. A day of the window without
    /// one did not come, or came with rows of which none could be used: it is unknown.
    /// </summary>
    public required ImmutableArray<Bucket> Buckets { get; init; }

    /// <summary>How many pages were read.</summary>
    public required int Pages { get; init; }

    /// <summary>How many rows could not be used, by reason. Those rows are in no bucket.</summary>
    public ImmutableSortedDictionary<string, int> RejectedRows { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>What OpenAI's clock said when it sent the last page, to the second, or null where it did not say. It tells how far this machine's clock is off.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>How far a clock that says <paramref name="now"/> is ahead of OpenAI's, to the second; null where OpenAI did not say.</summary>
    public TimeSpan? ClockSkew(DateTimeOffset now) =>
        ServerTime is { } server ? TimeSpan.FromSeconds(Math.Truncate((now - server).TotalSeconds)) : null;

    /// <summary>What the answers about the surface had, so far, that this version does not know: numbers of a row, kinds of a row, dimensions.</summary>
    public ImmutableSortedSet<string> UnknownFields { get; init; } = [];

    /// <summary>What the reader should tell the operator, in whole sentences; for example that history ends at some day.</summary>
    public ImmutableArray<string> Notices { get; init; } = [];
}
