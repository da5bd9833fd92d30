using System.Collections.Immutable;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Snapshot;

/// <summary>
/// How the polls of one surface of one organization go. It is published with the numbers that it speaks about, so that
/// nobody sees a poll without its numbers, or numbers without their poll. What is null is not known yet.
/// </summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="Surface">The surface.</param>
public sealed record SurfaceHealth(string Organization, Surface Surface)
{
    /// <summary>How far a clock may be off without anybody being told.</summary>
    public static readonly TimeSpan ToleratedClockSkew = TimeSpan.FromMinutes(5);

    private static readonly ImmutableSortedDictionary<PollOutcome, long> NoPolls =
        PollOutcomes.All.ToImmutableSortedDictionary(static outcome => outcome, static _ => 0L);

    private static readonly ImmutableSortedDictionary<string, long> NoRejectedRows =
        RejectionReasons.All.ToImmutableSortedDictionary(static reason => reason, static _ => 0L, StringComparer.Ordinal);

    /// <summary>How the last poll that ended did, or null before the first one of this run.</summary>
    public PollOutcome? Outcome { get; init; }

    /// <summary>Why the last poll failed, in a sentence that says what to do and never holds a key; null where it went well.</summary>
    public string? Error { get; init; }

    /// <summary>When the last poll that ended began.</summary>
    public DateTimeOffset? LastAttempt { get; init; }

    /// <summary>When the last successful poll ended, in this run of the program or an earlier one.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>How long the last poll that ended took, waiting and retries included.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The end of the newest bucket that held data. It stays where a later poll finds none: the data were there.</summary>
    public DateTimeOffset? DataThrough { get; init; }

    /// <summary>
    /// How far the clock of this machine was ahead of OpenAI's when the surface was last read, negative where it was behind,
    /// to the second; null where OpenAI did not say.
    /// </summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>When the next poll is due.</summary>
    public DateTimeOffset? NextPoll { get; init; }

    /// <summary>How many pages the poll that is under way has read so far, or null where none has read any.</summary>
    public int? PagesRead { get; init; }

    /// <summary>How many polls of this run ended, by outcome; every outcome is there.</summary>
    public ImmutableSortedDictionary<PollOutcome, long> Polls { get; init; } = NoPolls;

    /// <summary>How many rows could not be used in this run, by reason; nothing for lists, which have no rows.</summary>
    public ImmutableSortedDictionary<string, long> RejectedRows { get; init; } =
        Surface is BucketSurface ? NoRejectedRows : NoRejectedRows.Clear();

    /// <summary>What the answers of this run had that this version does not know.</summary>
    public ImmutableSortedSet<string> UnknownFields { get; init; } = [];

    /// <summary>Whether the clock of this machine was off by more than <see cref="ToleratedClockSkew"/>.</summary>
    public bool IsClockOff => ClockSkew is { } skew && skew.Duration() > ToleratedClockSkew;

    /// <summary>Whether the last poll failed.</summary>
    public bool IsFailing => Outcome is not (null or PollOutcome.Ok);
}
