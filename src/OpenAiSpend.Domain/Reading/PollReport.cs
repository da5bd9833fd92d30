using System.Collections.Immutable;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Reading;

/// <summary>How one poll of one surface went.</summary>
public sealed record PollReport
{
    /// <summary>The configured name of the organization.</summary>
    public required string Organization { get; init; }

    /// <summary>The surface.</summary>
    public required Surface Surface { get; init; }

    /// <summary>How it ended.</summary>
    public required PollOutcome Outcome { get; init; }

    /// <summary>Why it failed, in a sentence that says what to do and never holds a key; null where it went well.</summary>
    public string? Error { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How long it took, waiting and retries included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The end of the newest bucket that holds data, or null where none does, where the poll failed, or where the surface has no buckets.</summary>
    public DateTimeOffset? DataThrough { get; init; }

    /// <summary>How many rows could not be used, by reason.</summary>
    public ImmutableSortedDictionary<string, int> RejectedRows { get; init; } = ImmutableSortedDictionary<string, int>.Empty;
}
