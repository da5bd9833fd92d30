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
}
