using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Collection;

/// <summary>
/// Makes a snapshot of all ledgers whenever one of them changed, and at midnight UTC, when <em>today</em> becomes
/// another day even if nothing can be read. Polls that end while a snapshot is being published share the next one.
/// </summary>
internal sealed class SnapshotPublisher(
    ImmutableArray<OrganizationPoller> organizations,
    SnapshotStore store,
    ImmutableArray<ISnapshotSink> sinks,
    TimeProvider clock,
    ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0);

    /// <summary>Says that a ledger changed.</summary>
    public void Invalidate() => _changed.Release();

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await WaitForChangeOrMidnightAsync(stopping);
            if (!stopping.IsCancellationRequested)
            {
                Publish();
            }
        }
    }

    /// <summary>Publishes what the ledgers hold now; nothing, as long as no surface has ever been read.</summary>
    public void Publish()
    {
        var snapshot = new SpendSnapshot(
            UtcDay.Of(clock.GetUtcNow()), [.. organizations.Select(static organization => organization.Snapshot)]);
        if (snapshot.Organizations.All(static organization => organization.Surfaces.IsEmpty))
        {
            return;
        }

        store.Swap(snapshot);
        foreach (var sink in sinks)
        {
            try
            {
                sink.Publish(snapshot);
            }
#pragma warning disable CA1031 // What one sink cannot make of a snapshot must not end publishing.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                logger.PublishBroke(sink.GetType().Name, failure);
            }
        }
    }

    public void Dispose() => _changed.Dispose();

    private async Task WaitForChangeOrMidnightAsync(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        using var midnight = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var timer = clock.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(), midnight, UtcDay.Of(now).Next.Start - now, Timeout.InfiniteTimeSpan);
        try
        {
            await _changed.WaitAsync(midnight.Token);
            while (_changed.CurrentCount > 0)
            {
                await _changed.WaitAsync(midnight.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Midnight, or the end of the program: the caller looks which.
        }
    }
}
