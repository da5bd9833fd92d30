using OpenAiSpend.Accounting;

namespace OpenAiSpend.Exporter;

/// <summary>
/// Gives memory back to the system when publishing has come to rest. Reading and rendering leave garbage several times
/// the size of what they keep, old enough that the collector would wait long for more of it before it looks.
/// </summary>
internal sealed class MemoryRelease : IReportSink, IDisposable
{
    // Polls come in swarms, and one collection is enough for all of them.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private readonly ITimer _timer;

    public MemoryRelease(TimeProvider clock) => _timer = clock.CreateTimer(
        static _ => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true),
        state: null,
        Timeout.InfiniteTimeSpan,
        Timeout.InfiniteTimeSpan);

    public void Publish(SpendReport report) => _timer.Change(Rest, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
