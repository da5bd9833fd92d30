using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Page.Polls;

/// <summary>How the polls of one surface of one organization go. What is null is not known yet.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="Surface">The surface.</param>
internal sealed record SurfaceStatus(string Organization, Surface Surface)
{
    /// <summary>Whether a poll is under way.</summary>
    public bool IsReading { get; init; }

    /// <summary>How many pages the poll that is under way has read; or the last one, where none is.</summary>
    public int Pages { get; init; }

    /// <summary>How the last poll that ended went.</summary>
    public PollReport? Last { get; init; }

    /// <summary>When the last successful poll ended, in this run of the program or the one before.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>The end of the newest bucket that holds data.</summary>
    public DateTimeOffset? DataThrough { get; init; }

    /// <summary>When the next poll is due.</summary>
    public DateTimeOffset? NextPoll { get; init; }

    /// <summary>Whether the last poll failed.</summary>
    public bool IsFailing => Last is { Outcome: not PollOutcome.Ok };
}
