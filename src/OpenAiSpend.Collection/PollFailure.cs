using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Collection;

/// <summary>Why a poll went wrong.</summary>
/// <param name="Outcome">Which of the outcomes it was.</param>
/// <param name="RetryAfter">How long OpenAI asked to be left alone, if it did.</param>
internal sealed record PollFailure(PollOutcome Outcome, TimeSpan? RetryAfter);
