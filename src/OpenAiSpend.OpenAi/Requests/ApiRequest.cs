using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>One GET.</summary>
/// <param name="Surface">What it is made for, as it is counted.</param>
/// <param name="PathAndQuery">What follows the base URL, percent-encoded, without a leading slash.</param>
/// <param name="Priority">Whether it may overtake others.</param>
internal sealed record ApiRequest(Surface Surface, string PathAndQuery, RequestPriority Priority);
