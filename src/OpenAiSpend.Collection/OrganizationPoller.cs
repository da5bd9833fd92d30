using System.Collections.Immutable;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>All pollers of one organization. It shares nothing with another one's.</summary>
internal sealed class OrganizationPoller(OrganizationPlan plan, PollContext context)
{
    private readonly ImmutableArray<SurfacePoller> _surfaces =
        [.. plan.Surfaces.Select(surface => new SurfacePoller(plan.Name, plan.Source, surface, context))];

    private readonly DirectoryPoller _directory = new(plan.Name, plan.DirectorySource, plan.Directory, context);

    /// <summary>What the organization's ledgers hold now.</summary>
    public OrganizationSnapshot Snapshot => new(plan.Name, [.. _surfaces.Select(static poller => poller.Ledger.Current).OfType<SurfaceSnapshot>()])
    {
        Directory = _directory.Ledger.Current,
        Settings = plan.Settings,
    };

    public Task RunAsync(CancellationToken stopping)
    {
        foreach (var surface in plan.Surfaces.Select(static surface => surface.Surface).Concat<Surface>(_directory.Surfaces))
        {
            context.Observer.Watching(plan.Name, surface);
        }

        return Task.WhenAll([.. _surfaces.Select(poller => poller.RunAsync(stopping)), _directory.RunAsync(stopping)]);
    }
}
