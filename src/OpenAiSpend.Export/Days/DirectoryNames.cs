using System.Collections.Immutable;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Export.Days;

/// <summary>The names that a command shows. What has no name that is known is shown by its id.</summary>
/// <param name="directory">What was read.</param>
internal sealed class DirectoryNames(OrganizationDirectory directory)
{
    private readonly Dictionary<string, string> _projects = Names(directory.Projects, static project => (project.Id, project.Name));
    private readonly Dictionary<string, string> _users = Names(directory.Users, static user => (user.Id, user.Name));
    private readonly Dictionary<string, string> _apiKeys = Names(directory.ApiKeys, static key => (key.Id, key.Name));

    /// <summary>What was read.</summary>
    public OrganizationDirectory Directory => directory;

    public string? Project(string? id) => id is null ? null : _projects.GetValueOrDefault(id, id);

    public string? User(string? id) => id is null ? null : _users.GetValueOrDefault(id, id);

    public string? ApiKey(string? id) => id is null ? null : _apiKeys.GetValueOrDefault(id, id);

    /// <summary>Reads names. What cannot be read is left out, and a warning says why.</summary>
    public static async Task<DirectoryNames> ReadAsync(
        IDirectorySource source, bool users, bool apiKeys, RangeNotes notes, CancellationToken cancellationToken)
    {
        var projects = await TryAsync("projects", source.ReadProjectsAsync);
        return new DirectoryNames(new OrganizationDirectory
        {
            Projects = projects,
            Users = users ? await TryAsync("users", source.ReadUsersAsync) : null,
            ApiKeys = apiKeys && projects is { } known ? await TryAsync("API keys", cancel => source.ReadApiKeysAsync(known, cancel)) : null,
        });

        async Task<ImmutableArray<T>?> TryAsync<T>(string what, Func<CancellationToken, Task<ImmutableArray<T>>> read)
        {
            try
            {
                return await read(cancellationToken);
            }
            catch (SpendSourceException failure)
            {
                notes.Warn($"The names of {what} could not be read, and their ids stand in for them: {failure.Message}");
                return null;
            }
        }
    }

    // The first of two entries with the same id counts.
    private static Dictionary<string, string> Names<T>(ImmutableArray<T>? entries, Func<T, (string Id, string Name)> named) => (entries ?? [])
        .Select(named)
        .Where(static entry => entry.Name.Length > 0)
        .DistinctBy(static entry => entry.Id, StringComparer.Ordinal)
        .ToDictionary(static entry => entry.Id, static entry => entry.Name, StringComparer.Ordinal);
}
