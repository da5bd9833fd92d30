using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Traces.Requests;

/// <summary>A request failed, and may be worth another attempt. It never leaves this project, and takes no inner exception, which might quote what the server sent.</summary>
internal sealed class PrometheusFailureException(PollOutcome outcome, string message, bool mayPass = false) : Exception(message)
{
    /// <summary>What the read ends as, unless a further attempt succeeds.</summary>
    public PollOutcome Outcome => outcome;

    /// <summary>Whether another attempt may succeed.</summary>
    public bool MayPass => mayPass;
}
