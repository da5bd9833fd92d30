using System.Collections.Immutable;

namespace OpenAiSpend.Domain.Reading;

/// <summary>A read failed. The message is a sentence for the operator and never holds a key.</summary>
public sealed class SpendSourceException : Exception
{
    /// <summary>Says why a read failed.</summary>
    public SpendSourceException(PollOutcome outcome, string message, Exception? innerException = null)
        : base(message, innerException) => Outcome = outcome;

    /// <summary>Which of the outcomes it is; never <see cref="PollOutcome.Ok"/>.</summary>
    public PollOutcome Outcome { get; }

    /// <summary>Whether OpenAI has no such surface for the organization (404), which is not going to change from poll to poll.</summary>
    public bool IsNotOffered { get; init; }

    /// <summary>What the answers about the surface had, so far, that this version does not know: numbers of a row, kinds of a row, dimensions.</summary>
    public ImmutableSortedSet<string> UnknownFields { get; init; } = [];

    /// <summary>How long OpenAI asked to be left alone, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
