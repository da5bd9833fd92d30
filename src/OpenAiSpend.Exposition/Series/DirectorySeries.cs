using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Series;

/// <summary>Writes the families that give names and attributes to ids. An id has one series, however often it was read.</summary>
internal sealed class DirectorySeries(ISeriesSink sink, LabelValues values)
{
    private const decimal Known = 1;

    /// <summary>Writes every family of names, with the samples of all organizations.</summary>
    /// <param name="organizations">What is in the exposition.</param>
    public void Write(IReadOnlyList<ExposedOrganization> organizations)
    {
        sink.Begin(JoinFamilies.ProjectInfo);
        var readAnywhere = organizations.SelectMany(organization => organization.Report.ListedProjects).ToHashSet(StringComparer.Ordinal);
        foreach (var organization in organizations)
        {
            WriteProjects(organization, readAnywhere);
        }

        sink.Begin(JoinFamilies.UserInfo);
        foreach (var organization in organizations)
        {
            WriteUsers(organization);
        }

        sink.Begin(JoinFamilies.ApiKeyInfo);
        foreach (var organization in organizations)
        {
            WriteApiKeys(organization);
        }
    }

    private void WriteProjects(ExposedOrganization organization, HashSet<string> readAnywhere)
    {
        var attributes = organization.Report.Settings.ProjectAttributes;
        string[] names = [.. attributes.Values.SelectMany(static own => own.Keys).Distinct().Order(StringComparer.Ordinal)];

        // The configuration does not say to which organization a project belongs. The one whose list has it does; while
        // none has, it may belong to any.
        var ids = organization.Report.ListedProjects.Concat(attributes.Keys.Where(id => !readAnywhere.Contains(id)));
        var before = sink.Samples;
        var row = new (string Name, string? Value)[4 + names.Length];
        foreach (var id in Distinct(ids, static id => id))
        {
            row[0] = (LabelNames.Organization, organization.Name);
            row[1] = (LabelNames.ProjectId, id);
            row[2] = (LabelNames.Project, organization.Report.ProjectName(id));
            row[3] = (LabelNames.Status, organization.Report.FindProject(id)?.Status);
            var own = attributes.GetValueOrDefault(id);
            for (var i = 0; i < names.Length; i++)
            {
                row[4 + i] = (names[i], own?.GetValueOrDefault(names[i]));
            }

            sink.Sample(values.LabelSet(row), Known);
        }

        organization.CountSeries(Surface.Projects, organization.Report.Snapshot.Directory.Projects is not null, sink.Samples - before);
    }

    private void WriteUsers(ExposedOrganization organization)
    {
        var users = organization.Report.Snapshot.Directory.Users;
        var hasEmails = users is { } all && all.Any(static user => !string.IsNullOrEmpty(user.Email));
        var before = sink.Samples;
        foreach (var user in Distinct(users ?? [], static user => user.Id))
        {
            (string, string?)[] row =
            [
                (LabelNames.Organization, organization.Name),
                (LabelNames.UserId, user.Id),
                (LabelNames.User, user.Name),
                (LabelNames.Email, user.Email),
            ];
            sink.Sample(values.LabelSet(hasEmails ? row : row.AsSpan(..^1)), Known);
        }

        organization.CountSeries(Surface.Users, users is not null, sink.Samples - before);
    }

    private void WriteApiKeys(ExposedOrganization organization)
    {
        var keys = organization.Report.Snapshot.Directory.ApiKeys;
        var before = sink.Samples;
        foreach (var key in Distinct(keys ?? [], static key => key.Id))
        {
            sink.Sample(
                values.LabelSet(
                    (LabelNames.Organization, organization.Name),
                    (LabelNames.ApiKeyId, key.Id),
                    (LabelNames.ApiKey, key.Name),
                    (LabelNames.ProjectId, key.ProjectId)),
                Known);
        }

        organization.CountSeries(Surface.ApiKeys, keys is not null, sink.Samples - before);
    }

    // A list that changed while its pages were being read may hold an entry twice; the first one counts.
    private IEnumerable<T> Distinct<T>(IEnumerable<T> entries, Func<T, string> id) => entries
        .Where(entry => values.Number(id(entry)) != LabelValues.None)
        .DistinctBy(entry => values.Number(id(entry)))
        .OrderBy(id, StringComparer.Ordinal);
}
