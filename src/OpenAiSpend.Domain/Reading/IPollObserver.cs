using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Reading;

/// <summary>Hears of every poll, so that its success, its age and its failures can be seen from outside.</summary>
public interface IPollObserver
{
    /// <summary>A surface will be polled from now on: everything that is counted about it starts at zero.</summary>
    void Watching(string organization, Surface surface);

    /// <summary>A poll begins.</summary>
    void PollStarted(string organization, Surface surface, DateTimeOffset at);

    /// <summary>A poll ended, well or not.</summary>
    void PollEnded(PollReport report);

    /// <summary>When the next poll is due. An observer to whom that is nothing need not listen.</summary>
    void PollScheduled(string organization, Surface surface, DateTimeOffset at)
    {
    }

    /// <summary>What an earlier run of the program knew of a surface is served again. It is no poll.</summary>
    /// <param name="organization">The configured name of the organization.</param>
    /// <param name="surface">The surface.</param>
    /// <param name="lastSuccess">When the last successful poll of the surface ended, in that run.</param>
    /// <param name="dataThrough">The end of the newest bucket that holds data, or null where there is none.</param>
    void Restored(string organization, Surface surface, DateTimeOffset lastSuccess, DateTimeOffset? dataThrough);

    /// <summary>What is known of an organization was written to disk.</summary>
    void StateSaved(DateTimeOffset at);
}
