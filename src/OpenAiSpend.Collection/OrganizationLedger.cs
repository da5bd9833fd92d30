using System.Collections.Immutable;
using OpenAiSpend.Collection.State;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>
/// What is known of one organization, and how its polls go. A poll hands what it read and how it went over in one call,
/// so that nobody ever sees one without the other.
/// </summary>
internal sealed class OrganizationLedger
{
    private readonly Lock _lock = new();
    private readonly Action _changed;
    private LedgerEntry _current;

    /// <summary>Begins with nothing known.</summary>
    /// <param name="organization">The configured name.</param>
    /// <param name="surfaces">Everything that is polled.</param>
    /// <param name="changed">Called after each change.</param>
    public OrganizationLedger(string organization, IEnumerable<Surface> surfaces, Action changed)
    {
        _changed = changed;
        _current = new LedgerEntry(new OrganizationSnapshot(organization, []), [.. surfaces.Select(surface => new SurfaceHealth(organization, surface))]);
    }

    /// <summary>What is known now.</summary>
    public LedgerEntry Current => Volatile.Read(ref _current);

    /// <summary>What a restart would lose.</summary>
    public OrganizationState State
    {
        get
        {
            var (numbers, health) = Current;
            return new OrganizationState(
                numbers,
                health.Where(static surface => surface.LastSuccess is not null).ToImmutableDictionary(static surface => surface.Surface, static surface => surface.LastSuccess!.Value));
        }
    }

    /// <summary>How the polls of a surface go.</summary>
    public SurfaceHealth HealthOf(Surface surface) => Current.Health.First(health => health.Surface == surface);

    /// <summary>Takes in how a poll ended and, where it went well, what it changes.</summary>
    public void Record(PollReport report) => Change(report.Surface, report.Change, (health, numbers) => health with
    {
        Outcome = report.Outcome,
        Error = report.Error,
        LastAttempt = report.StartedAt,
        LastSuccess = report.Outcome == PollOutcome.Ok ? report.EndedAt : health.LastSuccess,
        Duration = report.Duration,
        DataThrough = DataThrough(numbers, report.Surface) ?? health.DataThrough,
        ClockSkew = report.ClockSkew ?? health.ClockSkew,
        NextPoll = report.NextPoll,
        PagesRead = null,
        Polls = health.Polls.SetItem(report.Outcome, health.Polls[report.Outcome] + 1),
        UnknownFields = health.UnknownFields.Union(report.UnknownFields),
        RejectedRows = health.RejectedRows.SetItems(report.RejectedRows.Select(rejected => KeyValuePair.Create(
            rejected.Key, health.RejectedRows.GetValueOrDefault(rejected.Key) + rejected.Value))),
    });

    /// <summary>Takes in how far a poll that is under way has come.</summary>
    public void Progress(Surface surface, int pages) => Change(surface, null, (health, _) => health with { PagesRead = pages });

    /// <summary>Takes in what an earlier run of the program knew of a surface.</summary>
    public void Restore(Surface surface, DateTimeOffset readAt, Func<OrganizationSnapshot, OrganizationSnapshot> change) =>
        Change(surface, change, (health, numbers) => health with { LastSuccess = readAt, DataThrough = DataThrough(numbers, surface) });

    /// <summary>Changes what is known without any poll.</summary>
    public void Change(Func<OrganizationSnapshot, OrganizationSnapshot> change) => Replace(current => current with { Numbers = change(current.Numbers) });

    private static DateTimeOffset? DataThrough(OrganizationSnapshot numbers, Surface surface) =>
        surface is BucketSurface buckets ? numbers.Find(buckets)?.DataThrough : null;

    private void Change(
        Surface surface, Func<OrganizationSnapshot, OrganizationSnapshot>? change, Func<SurfaceHealth, OrganizationSnapshot, SurfaceHealth> poll) =>
        Replace(current =>
        {
            var numbers = change?.Invoke(current.Numbers) ?? current.Numbers;
            var health = HealthOf(surface);
            return new LedgerEntry(numbers, current.Health.Replace(health, poll(health, numbers)));
        });

    private void Replace(Func<LedgerEntry, LedgerEntry> change)
    {
        lock (_lock)
        {
            Volatile.Write(ref _current, change(_current));
        }

        _changed();
    }
}

/// <summary>What a ledger holds at one moment.</summary>
/// <param name="Numbers">What is known.</param>
/// <param name="Health">How the polls go.</param>
internal sealed record LedgerEntry(OrganizationSnapshot Numbers, ImmutableArray<SurfaceHealth> Health);

/// <summary>How one poll of one surface went.</summary>
internal sealed record PollReport(Surface Surface, PollOutcome Outcome)
{
    /// <summary>Why it failed, in a sentence that says what to do and never holds a key; null where it went well.</summary>
    public string? Error { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How long it took, waiting and retries included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>When the next one is due.</summary>
    public required DateTimeOffset NextPoll { get; init; }

    /// <summary>Puts what was read into what was known; null where it failed.</summary>
    public Func<OrganizationSnapshot, OrganizationSnapshot>? Change { get; init; }

    /// <summary>How far the clock of this machine is ahead of OpenAI's, or null where that is not known.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>What the answers had that this version does not know.</summary>
    public ImmutableSortedSet<string> UnknownFields { get; init; } = [];

    /// <summary>How many rows could not be used, by reason.</summary>
    public ImmutableSortedDictionary<string, int> RejectedRows { get; init; } = ImmutableSortedDictionary<string, int>.Empty;
}
