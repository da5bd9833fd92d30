using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Collection;

/// <summary>
/// Makes a report of all ledgers whenever one of them changed, and at midnight UTC, when <em>today</em> becomes another
/// day even if nothing can be read. Polls that end while a report is being published share the next one.
/// </summary>
/// <param name="ledgers">The ledgers, in the order of the configuration.</param>
/// <param name="settings">What the configuration decides about a report, as it is now.</param>
/// <param name="sinks">Who takes the reports.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class SnapshotPublisher(
    ImmutableArray<OrganizationLedger> ledgers, ReportSettings settings, ImmutableArray<IReportSink> sinks, TimeProvider clock, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0);
    private readonly HashSet<(string Organization, string Budget)> _noticedBudgets = [];
    private SpendReport? _published;
    private long _stateSavedAt;
    private long _changes;
    private long _publishedChanges;

    /// <summary>Whether all that changed has been published.</summary>
    public bool IsCurrent => Interlocked.Read(ref _publishedChanges) == Interlocked.Read(ref _changes);

    /// <summary>Says that something changed.</summary>
    public void Invalidate()
    {
        Interlocked.Increment(ref _changes);
        _changed.Release();
    }

    /// <summary>Says that what is known was written to disk.</summary>
    public void StateSaved(DateTimeOffset at)
    {
        Volatile.Write(ref _stateSavedAt, at.UtcTicks);
        Invalidate();
    }

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

    /// <summary>Publishes what the ledgers hold now.</summary>
    public void Publish()
    {
        var changes = Interlocked.Read(ref _changes);
        try
        {
            var entries = ledgers.Select(static ledger => ledger.Current).ToList();
            var savedAt = Volatile.Read(ref _stateSavedAt);
            var snapshot = new SpendSnapshot(UtcDay.Of(clock.GetUtcNow()), [.. entries.Select(static entry => entry.Numbers)])
            {
                Health = [.. entries.SelectMany(static entry => entry.Health)],
                StateSavedAt = savedAt == 0 ? null : new DateTimeOffset(savedAt, TimeSpan.Zero),
            };
            var report = SpendReport.Of(snapshot, settings.Accounting, _published);
            foreach (var sink in sinks)
            {
                sink.Publish(report);
            }

            _published = report;
            NoticeBudgets(report);
        }
#pragma warning disable CA1031 // What cannot be made of one snapshot must not end publishing.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.PublishBroke(failure);
        }

        Interlocked.Exchange(ref _publishedChanges, changes);
    }

    public void Dispose() => _changed.Dispose();

    // A slip in an id would make a budget that is never exceeded.
    private void NoticeBudgets(SpendReport report)
    {
        foreach (var organization in report.Organizations)
        {
            foreach (var (budget, projects) in organization.BudgetsOfUnknownProjects)
            {
                if (_noticedBudgets.Add((organization.Name, budget.Name)))
                {
                    logger.BudgetOfUnknownProjects(organization.Name, budget.Name, string.Join(", ", projects));
                }
            }
        }
    }

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
