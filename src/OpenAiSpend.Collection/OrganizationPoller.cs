using System.Collections.Immutable;
using OpenAiSpend.Collection.State;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>All pollers of one organization. It shares nothing with another one's.</summary>
internal sealed class OrganizationPoller
{
    private readonly PolledOrganization _organization;
    private readonly ReportSettings _settings;
    private readonly PollContext _context;
    private readonly ImmutableArray<SurfacePoller> _surfaces;
    private readonly DirectoryPoller _directory;

    /// <summary>Prepares the pollers.</summary>
    /// <param name="organization">What to poll.</param>
    /// <param name="settings">What may change meanwhile.</param>
    /// <param name="changed">Called after each change of what is known.</param>
    /// <param name="context">What every poller needs.</param>
    public OrganizationPoller(PolledOrganization organization, ReportSettings settings, Action changed, PollContext context)
    {
        _organization = organization;
        _settings = settings;
        _context = context;
        Ledger = new OrganizationLedger(
            organization.Name,
            Schedules.Select(static schedule => schedule.Surface).Concat<Surface>(DirectoryPoller.SurfacesOf(settings.Directory)),
            changed);
        _surfaces = [.. organization.Surfaces.Select(schedule => new SurfacePoller(organization.Name, organization.Source.ReadAsync, schedule, Ledger, context))];
        if (organization.Traces is { } traces)
        {
            _surfaces = _surfaces.Add(new SurfacePoller(
                organization.Name, (query, cancellationToken) => traces.Source.ReadAsync(query.Window, cancellationToken), traces.Schedule, Ledger, context));
        }

        var usageRead = Task.WhenAll(
            _surfaces.Zip(organization.Surfaces).Where(static pair => pair.Second.Surface != Surface.Costs).Select(static pair => pair.First.FirstPoll));
        _directory = new DirectoryPoller(organization.Name, organization.DirectorySource, settings, Ledger, usageRead, context);
    }

    private IEnumerable<PollSchedule> Schedules => _organization.Traces is { } traces ? _organization.Surfaces.Append(traces.Schedule) : _organization.Surfaces;

    /// <summary>What is known of the organization, and how its polls go.</summary>
    public OrganizationLedger Ledger { get; }

    /// <summary>Ends when everything has been asked for once, well or not.</summary>
    public Task FirstRound => Task.WhenAll([.. _surfaces.Select(static poller => poller.FirstPoll), _directory.FirstRound]);

    /// <summary>Takes in what an earlier run of the program knew, as far as it is still polled in the same way.</summary>
    /// <returns>How many surfaces were taken in.</returns>
    public int Restore(OrganizationState state)
    {
        var restored = 0;
        foreach (var schedule in Schedules)
        {
            if (state.Numbers.Find(schedule.Surface) is not { } earlier)
            {
                continue;
            }

            if (SurfaceHistory.Restore(schedule, earlier) is { } known)
            {
                Ledger.Restore(schedule.Surface, ReadAt(schedule.Surface), numbers => SurfaceHistory.Put(numbers, known));
                restored++;
            }
            else
            {
                _context.Logger.StateGroupedOtherwise(_organization.Name, schedule.Surface.Name);
            }
        }

        var directory = DirectoryPoller.Wanted(state.Numbers.Directory, _settings.Directory);
        foreach (var list in DirectoryPoller.SurfacesOf(_settings.Directory).Where(state.ReadAt.ContainsKey))
        {
            Ledger.Restore(list, ReadAt(list), numbers => numbers with { Directory = directory });
            restored++;
        }

        return restored;

        // A clock that was ahead then must not make the data look fresh for as long as it was.
        DateTimeOffset ReadAt(Surface surface)
        {
            var now = _context.Clock.GetUtcNow();
            return state.ReadAt.GetValueOrDefault(surface) is var readAt && readAt < now ? readAt : now;
        }
    }

    /// <summary>Forgets what is no longer wanted about people.</summary>
    public void DropUnwanted() =>
        Ledger.Change(numbers => numbers with { Directory = DirectoryPoller.Wanted(numbers.Directory, _settings.Directory) });

    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll([.. _surfaces.Select(poller => poller.RunAsync(stopping)), _directory.RunAsync(stopping)]);
}
