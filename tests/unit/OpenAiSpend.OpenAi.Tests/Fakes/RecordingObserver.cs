using System.Collections.Concurrent;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.OpenAi.Tests.Fakes;

internal sealed class RecordingObserver : IRequestObserver
{
    public ConcurrentQueue<(string Organization, Surface Surface, int? Status)> Ended { get; } = new();

    public ConcurrentQueue<(string Organization, Surface Surface, PollOutcome Reason)> Retried { get; } = new();

    public void RequestEnded(string organization, Surface surface, int? statusCode) => Ended.Enqueue((organization, surface, statusCode));

    public void RequestRetried(string organization, Surface surface, PollOutcome reason) => Retried.Enqueue((organization, surface, reason));
}
