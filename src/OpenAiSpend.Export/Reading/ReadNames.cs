using System.Collections.Immutable;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Export.Reading;

/// <summary>The names that a command shows. They are optional: what cannot be read is shown by its id, and a warning says so.</summary>
internal static class ReadNames
{
    public static async Task<OrganizationDirectory> ReadAsync(
        IDirectorySource source, bool users, bool apiKeys, ReadingNotes notes, CancellationToken cancellationToken)
    {
        var projects = await TryAsync("projects", () => source.ReadProjectsAsync(cancellationToken), notes);
        return new OrganizationDirectory
        {
            Projects = projects,
            Users = users ? await TryAsync("users", () => source.ReadUsersAsync(cancellationToken), notes) : null,
            ApiKeys = apiKeys && projects is { } known
                ? await TryAsync("API keys", () => source.ReadApiKeysAsync(known, cancellationToken), notes)
                : null,
        };
    }

    /// <summary>Finds names by id; the first of two entries with the same id counts.</summary>
    public static Func<string?, string?> Lookup<T>(ImmutableArray<T>? entries, Func<T, string> id, Func<T, string> name)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries ?? [])
        {
            if (name(entry) is { Length: > 0 } known)
            {
                names.TryAdd(id(entry), known);
            }
        }

        return wanted => wanted is null ? null : names.GetValueOrDefault(wanted, wanted);
    }

    private static async Task<ImmutableArray<T>?> TryAsync<T>(string what, Func<Task<ImmutableArray<T>>> read, ReadingNotes notes)
    {
        try
        {
            return await read();
        }
        catch (SpendSourceException failure)
        {
            notes.Warn($"The names of {what} could not be read, and their ids stand in for them: {failure.Message}");
            return null;
        }
    }
}
