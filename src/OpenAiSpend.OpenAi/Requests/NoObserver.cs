using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>Nobody wants to hear of requests.</summary>
internal sealed class NoObserver : IRequestObserver
{
    public static readonly NoObserver Instance = new();

    public void RequestEnded(string organization, Surface surface, int? statusCode)
    {
    }

    public void RequestRetried(string organization, Surface surface, PollOutcome reason)
    {
    }
}
