using OpenAiSpend.Domain.Directory;

namespace OpenAiSpend.Collection;

/// <summary>The names, limits and alerts of one organization as they were last read.</summary>
internal sealed class DirectoryLedger
{
    private OrganizationDirectory _current = OrganizationDirectory.Unknown;

    public OrganizationDirectory Current => Volatile.Read(ref _current);

    public void Apply(OrganizationDirectory directory) => Volatile.Write(ref _current, directory);
}
