using System.Collections.Immutable;

namespace OpenAiSpend.Domain.Reading;

/// <summary>The names of <see cref="PollOutcome"/> as labels and logs show them.</summary>
public static class PollOutcomes
{
    /// <summary>Every outcome.</summary>
    public static ImmutableArray<PollOutcome> All { get; } = [.. Enum.GetValues<PollOutcome>()];

    /// <summary>The label value, such as <c>rate_limited</c>.</summary>
    public static string Name(this PollOutcome outcome) => outcome switch
    {
        PollOutcome.Ok => "ok",
        PollOutcome.Unauthorized => "unauthorized",
        PollOutcome.Forbidden => "forbidden",
        PollOutcome.RateLimited => "rate_limited",
        PollOutcome.BadRequest => "bad_request",
        PollOutcome.ServerError => "server_error",
        PollOutcome.Timeout => "timeout",
        PollOutcome.Network => "network",
        PollOutcome.Malformed => "malformed",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome."),
    };
}
