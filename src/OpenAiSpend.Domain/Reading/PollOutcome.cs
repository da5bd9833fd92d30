namespace OpenAiSpend.Domain.Reading;

/// <summary>How a poll ended: a closed set, each a value of the <c>outcome</c> label.</summary>
public enum PollOutcome
{
    /// <summary>Everything that was asked for was read.</summary>
    Ok,

    /// <summary>OpenAI does not accept the key.</summary>
    Unauthorized,

    /// <summary>The key is good but lacks a scope.</summary>
    Forbidden,

    /// <summary>OpenAI asked to slow down, for longer than a poll may wait.</summary>
    RateLimited,

    /// <summary>OpenAI does not accept the request itself.</summary>
    BadRequest,

    /// <summary>OpenAI failed.</summary>
    ServerError,

    /// <summary>No answer came in time.</summary>
    Timeout,

    /// <summary>The connection could not be made, or was cut.</summary>
    Network,

    /// <summary>The answer makes no sense: not JSON, or not what the API documents.</summary>
    Malformed,
}
