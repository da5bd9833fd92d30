using System.Text.RegularExpressions;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi.Failures;

/// <summary>What a status other than 200 means, judged by the status first and the message second.</summary>
internal static partial class StatusFailure
{
    private const int QuoteLength = 200;
    private const string KeysPage = "https://platform.openai.com/settings/organization/admin-keys";

    /// <summary>The failure of a request that got such an answer.</summary>
    /// <param name="error">The answer.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="host">Who was asked.</param>
    /// <param name="retryAfter">How long the server asked to wait before the next request.</param>
    public static ApiFailureException Of(ApiError error, ApiRequest request, string host, TimeSpan? retryAfter)
    {
        var status = error.Status;
        var said = error.Message.Length == 0 ? "" : $": \"{ServerText.Shorten(error.Message, QuoteLength)}\"";
        var (outcome, retry, message) = status switch
        {
            401 or 403 when MissingScopes().Match(error.Message) is { Success: true } match => (
                PollOutcome.Forbidden, RetryRule.Never,
                $"The key lacks the scope {ServerText.Shorten(match.Groups[1].Value, QuoteLength)} ({status}){said}. Edit the key at {KeysPage}."),
            401 => (
                PollOutcome.Unauthorized, RetryRule.Never,
                $"OpenAI refuses the admin key (401){said}. Create one at {KeysPage}."),
            403 => (
                PollOutcome.Forbidden, RetryRule.Never,
                $"OpenAI forbids this key to read {request.Surface} (403){said}. It needs to be an admin key with the scope {(request.Surface is BucketSurface ? "api.usage.read" : "api.management.read")}: see {KeysPage}."),
            404 => (
                PollOutcome.BadRequest, RetryRule.Never,
                $"{host} does not offer {request.Surface} (404){said}. Where nothing can be read, check base_url{(Surface.Usage.Contains(request.Surface) ? "; where it is this surface alone, take it out of collection.surfaces or let it be" : "")}."),
            408 => (
                PollOutcome.Timeout, RetryRule.Often,
                $"{host} gave up waiting for the request for {request.Surface} (408){said}."),
            409 => (
                PollOutcome.ServerError, RetryRule.Often,
                $"OpenAI reports a conflict on {request.Surface} (409){said}."),
            429 => (
                PollOutcome.RateLimited, RetryRule.Often,
                $"OpenAI asks for fewer requests (429){Wait(retryAfter)}{said}."),
            >= 500 => (
                PollOutcome.ServerError, RetryRule.Often,
                $"OpenAI failed to answer for {request.Surface} ({status}){Wait(retryAfter)}{said}. If it lasts, see https://status.openai.com."),
            >= 400 => (
                PollOutcome.BadRequest, RetryRule.Never,
                $"OpenAI does not accept the request for {request.Surface} ({status}){said}."),
            >= 300 => (
                PollOutcome.BadRequest, RetryRule.Never,
                $"{host} redirects the request for {request.Surface} ({status}): base_url is probably wrong. The key is never sent on to another address."),
            _ => (
                PollOutcome.Malformed, RetryRule.Never,
                $"{host} answers for {request.Surface} with status {status}, which the API does not document{said}."),
        };

        return new ApiFailureException(outcome, message, retry) { Error = error, RetryAfter = retry == RetryRule.Often ? retryAfter : null };
    }

    private static string Wait(TimeSpan? retryAfter) => retryAfter switch
    {
        null => "",
        { } wait when wait >= RetryAfterHeader.Longest => ", for an hour or longer",
        { } wait => $", for {Math.Ceiling(wait.TotalSeconds)} s",
    };

    [GeneratedRegex(@"Missing scopes?:\s*([\w.]*\w(?:\s*,\s*[\w.]*\w)*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MissingScopes();
}
