using System.Collections.Concurrent;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection.Tests;

/// <summary>Remembers the polls.</summary>
internal sealed class FakeObserver : IPollObserver
{
    public ConcurrentQueue<PollReport> Reports { get; } = new();

    public ConcurrentQueue<(string Organization, string Surface)> Watched { get; } = new();

    public ConcurrentQueue<(string Organization, string Surface, DateTimeOffset LastSuccess, DateTimeOffset? DataThrough)> Restorations { get; } = new();

    public ConcurrentQueue<DateTimeOffset> Saves { get; } = new();

    public void Watching(string organization, Surface surface) => Watched.Enqueue((organization, surface.Name));

    public void PollStarted(string organization, Surface surface, DateTimeOffset at)
    {
    }

    public void PollEnded(PollReport report) => Reports.Enqueue(report);

    public void Restored(string organization, Surface surface, DateTimeOffset lastSuccess, DateTimeOffset? dataThrough) =>
        Restorations.Enqueue((organization, surface.Name, lastSuccess, dataThrough));

    public void StateSaved(DateTimeOffset at) => Saves.Enqueue(at);
}
