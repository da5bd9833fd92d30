using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>The names, limits and alerts of one organization as they were last read.</summary>
internal sealed class DirectoryLedger
{
    private DirectoryReading _reading = DirectoryReading.None;

    public OrganizationDirectory Current => Reading.Directory;

    /// <summary>What <see cref="Current"/> is, and when each part of it was read.</summary>
    public DirectoryReading Reading => Volatile.Read(ref _reading);

    /// <summary>Takes in a directory of which one part was read anew.</summary>
    public void Apply(OrganizationDirectory directory, Surface part, DateTimeOffset readAt) =>
        Restore(new DirectoryReading(directory, Reading.ReadAt.SetItem(part, readAt)));

    /// <summary>Takes in what an earlier run of the program read.</summary>
    public void Restore(DirectoryReading reading) => Volatile.Write(ref _reading, reading);
}
