using System.Collections.Immutable;
using OpenAiSpend.Collection.State;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>All pollers of one organization. It shares nothing with another one's.</summary>
internal sealed class OrganizationPoller(OrganizationPlan plan, PollContext context)
{
    private readonly ImmutableArray<SurfacePoller> _surfaces =
        [.. plan.Surfaces.Select(surface => new SurfacePoller(plan.Name, plan.Source, surface, context))];

    private readonly DirectoryPoller _directory = new(plan.Name, plan.DirectorySource, plan.Directory, plan.Settings.Budgets, context);

    /// <summary>What the organization's ledgers hold now.</summary>
    public OrganizationSnapshot Snapshot => new(plan.Name, Surfaces)
    {
        Directory = _directory.Ledger.Current,
        Settings = plan.Settings,
    };

    /// <summary>What a restart would lose.</summary>
    public OrganizationState State => new(Surfaces, _directory.Ledger.Reading);

    /// <summary>Ends when everything has been asked for once, well or not.</summary>
    public Task FirstRound => Task.WhenAll([.. _surfaces.Select(static poller => poller.FirstPoll), _directory.FirstRound]);

    private ImmutableArray<SurfaceSnapshot> Surfaces => [.. _surfaces.Select(static poller => poller.Ledger.Current).OfType<SurfaceSnapshot>()];

    /// <summary>Takes in what an earlier run of the program knew, as far as it is still polled in the same way.</summary>
    /// <returns>How many surfaces were taken in.</returns>
    public int Restore(OrganizationState state)
    {
        foreach (var poller in _surfaces)
        {
            if (state.Surfaces.FirstOrDefault(surface => surface.Surface == poller.Surface) is not { } earlier)
            {
                continue;
            }

            if (poller.Ledger.Restore(earlier, context.Clock.GetUtcNow()) is { } restored)
            {
                context.Observer.Restored(plan.Name, poller.Surface, restored.ReadAt, restored.DataThrough);
            }
            else
            {
                context.Logger.StateGroupedOtherwise(plan.Name, poller.Surface.Name);
            }
        }

        _directory.Restore(state.Directory);
        foreach (var (part, readAt) in _directory.Ledger.Reading.ReadAt)
        {
            context.Observer.Restored(plan.Name, part, readAt, dataThrough: null);
        }

        return Surfaces.Length + _directory.Ledger.Reading.ReadAt.Count;
    }

    public Task RunAsync(CancellationToken stopping)
    {
        foreach (var surface in plan.Surfaces.Select(static surface => surface.Surface).Concat<Surface>(_directory.Surfaces))
        {
            context.Observer.Watching(plan.Name, surface);
        }

        return Task.WhenAll([.. _surfaces.Select(poller => poller.RunAsync(stopping)), _directory.RunAsync(stopping)]);
    }
}
