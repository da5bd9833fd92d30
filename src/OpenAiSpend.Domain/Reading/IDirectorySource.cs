using System.Collections.Immutable;
using OpenAiSpend.Domain.Directory;

namespace OpenAiSpend.Domain.Reading;

/// <summary>
/// Where the names, keys, limits and alerts of one organization are read from. Each method reads the whole of its part or
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

    /// <summary>The Admin keys of the organization.</summary>
    /// <exception cref="SpendSourceException">They could not be read.</exception>
    Task<ImmutableArray<AdminApiKey>> ReadAdminApiKeysAsync(CancellationToken cancellationToken);

    /// <summary>The rate limits of the projects that are not archived, named as OpenAI names their models.</summary>
    /// <param name="projects">The projects. OpenAI has a limit for each of hundreds of models in each of them.</param>
    /// <param name="isWanted">Whether the limit of a model in a project is of use; what is not is not kept.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="SpendSourceException">They could not be read.</exception>
    Task<ImmutableArray<RateLimit>> ReadRateLimitsAsync(
        ImmutableArray<Project> projects, Func<string, string, bool> isWanted, CancellationToken cancellationToken);
}
