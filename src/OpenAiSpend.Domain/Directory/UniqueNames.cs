namespace OpenAiSpend.Domain.Directory;

/// <summary>What to call projects and users where people read: two of them may have the same name.</summary>
public static class UniqueNames
{
    /// <summary>Gives each id a name of its own.</summary>
    /// <param name="named">Ids and their names. An id that comes twice has its first name.</param>
    /// <returns>The name; with the id in brackets where others have the same name; the id alone where the name is blank.</returns>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<(string Id, string Name)> named)
    {
        ArgumentNullException.ThrowIfNull(named);
        var entries = named.DistinctBy(static entry => entry.Id, StringComparer.Ordinal).ToList();
        var owners = entries.CountBy(static entry => entry.Name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return entries.ToDictionary(
            static entry => entry.Id,
            entry => string.IsNullOrWhiteSpace(entry.Name) ? entry.Id : owners[entry.Name] > 1 ? $"{entry.Name} ({entry.Id})" : entry.Name,
            StringComparer.Ordinal);
    }
}
