namespace OpenAiSpend.Collection.State;

/// <summary>
/// Keeps what is known of one organization on disk: read when the program starts; written after the first round of
/// polls, from time to time, and when the program ends.
/// </summary>
/// <param name="organization">Whose state it is.</param>
/// <param name="identity">What tells it from another one.</param>
/// <param name="folder">Where it is kept.</param>
/// <param name="saved">Hears when it was saved.</param>
/// <param name="context">What every poller needs.</param>
internal sealed class StateKeeper(
    OrganizationPoller organization, StateIdentity identity, StateFolder folder, Action<DateTimeOffset> saved, PollContext context)
{
    // A crash costs the polls since then, which the first polls after it read again anyway.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    private OrganizationState? _saved;
    private string? _failure;

    /// <summary>Gives the pollers what an earlier run of the program knew. To be called before they run.</summary>
    public void Restore()
    {
        folder.RemoveUnfinished(identity);
        if (folder.Load(identity) is { } state)
        {
            var surfaces = organization.Restore(state);
            context.Logger.StateRestored(identity.Organization, surfaces, folder.FileOf(identity));

            // What is no longer wanted about people must not stay on the disk until something else changes.
            var restored = organization.Ledger.State;
            _saved = ReferenceEquals(restored.Numbers.Directory, state.Numbers.Directory) ? restored : null;
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        const ConfigureAwaitOptions ThenElsewhere = ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding;

        // A round that takes too long, because OpenAI does not answer, must not keep what is known from being saved.
        await organization.FirstRound.WaitAsync(Interval, context.Clock, stopping).ConfigureAwait(ThenElsewhere);
        while (!stopping.IsCancellationRequested)
        {
            Save();
            await Task.Delay(Interval, context.Clock, stopping).ConfigureAwait(ThenElsewhere);
        }

        Save();
    }

    /// <summary>Saves what is known, if it is not what was saved last.</summary>
    public void Save()
    {
        var state = organization.Ledger.State;
        if (state.IsEmpty || (_saved is not null && state.IsSameAs(_saved)))
        {
            return;
        }

        try
        {
            folder.Save(identity, state);
            saved(context.Clock.GetUtcNow());
            _saved = state;
            _failure = null;
        }
#pragma warning disable CA1031 // A disk that is full, read-only or gone must not end polling.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // The message may hold a file name that is another each time; once is enough for the same cause.
            var cause = $"{failure.GetType().Name} {failure.HResult}";
            if (cause != _failure)
            {
                _failure = cause;
                context.Logger.StateNotSaved(folder.FileOf(identity), failure.Message);
            }
        }
    }
}
