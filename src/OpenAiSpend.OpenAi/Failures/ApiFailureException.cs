using System.Collections.Immutable;
using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.OpenAi.Failures;

/// <summary>Whether a request that failed is made again.</summary>
internal enum RetryRule
{
    /// <summary>It would fail again.</summary>
    Never,

    /// <summary>Each further attempt may cost as much time as the first.</summary>
    Once,

    /// <summary>As often as the retry layer tries anything.</summary>
    Often,
}

/// <summary>
/// A request failed. It never leaves this project: the source turns it into a <see cref="SpendSourceException"/>.
/// It takes no inner exception, because those of the HTTP stack may quote what the server sent.
/// </summary>
internal sealed class ApiFailureException(PollOutcome outcome, string message, RetryRule retry = RetryRule.Never) : Exception(message)
{
    /// <summary>What the read ends as, unless a further attempt succeeds.</summary>
    public PollOutcome Outcome { get; } = outcome;

    /// <summary>Whether to try again.</summary>
    public RetryRule Retry { get; } = retry;

    /// <summary>What OpenAI said, where it answered with an error.</summary>
    public ApiError? Error { get; init; }

    /// <summary>Whether the answer was larger than is believed, so that less of it may be asked for.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>How long the server asked to wait before the next request.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same for those who asked for the read.</summary>
    /// <param name="unknownFields">What was found in answers about the surface that is not known.</param>
    public SpendSourceException ToSpendSourceException(ImmutableSortedSet<string>? unknownFields = null) => new(Outcome, Message)
    {
        RetryAfter = RetryAfter,
        IsNotOffered = Error?.Status == 404,
        UnknownFields = unknownFields ?? [],
    };
}

/// <summary>
/// A body is not what the API documents. The message is the end of a sentence and holds no text that the server sent.
/// </summary>
internal sealed class UnexpectedBodyException(string message) : Exception(message);
