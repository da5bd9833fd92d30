using System.Collections.Immutable;
using OpenAiSpend.Domain.Directory;

namespace OpenAiSpend.Domain.Reading;

/// <summary>
/// Where the names, limits and alerts of one organization are read from. Each method reads the whole of its part or
/// throws, as <see cref="ISpendSource"/> does; an empty answer says that there is none.
/// </summary>
public interface IDirectorySource
{
    /// <summary>All projects, archived ones too.</summary>
    /// <exception cref="SpendSourceException">They could not be read.</exception>
    Task<ImmutableArray<Project>> ReadProjectsAsync(CancellationToken cancellationToken);

    /// <summary>All users who are members now.</summary>
    /// <exception cref="SpendSourceException">They could not be read.</exception>
    Task<ImmutableArray<User>> ReadUsersAsync(CancellationToken cancellationToken);

    /// <summary>The keys of the projects that are not archived.</summary>
    /// <exception cref="SpendSourceException">They could not be read.</exception>
    Task<ImmutableArray<ApiKey>> ReadApiKeysAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken);

    /// <summary>The limits of the organization, and of the projects that are not archived.</summary>
    /// <exception cref="SpendSourceException">They could not be read.</exception>
    Task<ImmutableArray<SpendLimit>> ReadSpendLimitsAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken);

    /// <summary>The alerts of the organization, and of the projects that are not archived.</summary>
    /// <exception cref="SpendSourceException">They could not be read.</exception>
    Task<ImmutableArray<SpendAlert>> ReadSpendAlertsAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken);
}
