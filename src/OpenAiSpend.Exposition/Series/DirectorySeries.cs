using System.Collections.Immutable;
using OpenAiSpend.Domain.Directory;
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

        WriteApiKeys(organizations);
        WriteAdminApiKeys(organizations);
        WriteSpendLimits(organizations);
        WriteRateLimits(organizations);
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

    private void WriteApiKeys(IReadOnlyList<ExposedOrganization> organizations)
    {
        var keys = organizations.Select(organization => (
            Organization: organization,
            Keys: Distinct(organization.Report.Snapshot.Directory.ApiKeys ?? [], static key => key.Id).ToList())).ToList();
        var before = keys.ToDictionary(static of => of.Organization, static _ => 0);
        sink.Begin(JoinFamilies.ApiKeyInfo);
        Each(static _ => Known, static (organization, key) =>
        [
            (LabelNames.Organization, organization.Name),
            (LabelNames.ApiKeyId, key.Id),
            (LabelNames.ApiKey, key.Name),
            (LabelNames.ProjectId, key.ProjectId),
            (LabelNames.OwnerType, key.OwnerType),
            (LabelNames.OwnerId, key.OwnerId),
            .. AttributesOf(organization.Report.Settings.ProjectAttributes, key.ProjectId),
        ]);
        foreach (var (family, read) in (ReadOnlySpan<(MetricFamily, Func<ApiKey, decimal?>)>)[
            (JoinFamilies.ApiKeyCreated, static key => key.CreatedAt),
            (JoinFamilies.ApiKeyLastUsed, static key => key.LastUsedAt),
            (JoinFamilies.ApiKeyExpiry, static key => key.ExpiresAt)])
        {
            sink.Begin(family);
            Each(read, static (organization, key) =>
                [(LabelNames.Organization, organization.Name), (LabelNames.ProjectId, key.ProjectId), (LabelNames.ApiKeyId, key.Id)]);
        }

        foreach (var (organization, series) in before)
        {
            organization.CountSeries(Surface.ApiKeys, organization.Report.Snapshot.Directory.ApiKeys is not null, series);
        }

        void Each(Func<ApiKey, decimal?> read, Func<ExposedOrganization, ApiKey, (string, string?)[]> labels)
        {
            foreach (var (organization, own) in keys)
            {
                foreach (var key in own)
                {
                    if (read(key) is { } value)
                    {
                        sink.Sample(values.LabelSet(labels(organization, key)), value);
                        before[organization]++;
                    }
                }
            }
        }
    }

    // Every attribute that any project has, so that all series of the family have the same labels.
    private static IEnumerable<(string, string?)> AttributesOf(
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> attributes, string? projectId)
    {
        var own = projectId is null ? null : attributes.GetValueOrDefault(projectId);
        return attributes.Values.SelectMany(static of => of.Keys).Distinct().Order(StringComparer.Ordinal).Select(name => (name, own?.GetValueOrDefault(name)));
    }

    private void WriteAdminApiKeys(IReadOnlyList<ExposedOrganization> organizations)
    {
        sink.Begin(JoinFamilies.AdminApiKeyExpiry);
        foreach (var organization in organizations)
        {
            var keys = organization.Report.Snapshot.Directory.AdminApiKeys;
            var before = sink.Samples;
            foreach (var key in Distinct((keys ?? []).Where(static key => key.ExpiresAt is not null), static key => key.Id))
            {
                sink.Sample(
                    values.LabelSet(
                        (LabelNames.Organization, organization.Name), (LabelNames.AdminApiKeyId, key.Id), (LabelNames.AdminApiKey, key.Name)),
                    key.ExpiresAt!.Value);
            }

            organization.CountSeries(Surface.AdminApiKeys, keys is not null, sink.Samples - before);
        }
    }

    private void WriteSpendLimits(IReadOnlyList<ExposedOrganization> organizations)
    {
        sink.Begin(JoinFamilies.SpendLimitEnforced);
        foreach (var organization in organizations)
        {
            var limits = organization.Report.Snapshot.Directory.SpendLimits;
            var before = sink.Samples;
            foreach (var limit in (limits ?? []).Where(static limit => limit.IsEnforced is not null)
                .DistinctBy(limit => values.Number(limit.ProjectId)).OrderBy(static limit => limit.ProjectId, StringComparer.Ordinal))
            {
                (string, string?)[] row = [(LabelNames.Organization, organization.Name), (LabelNames.ProjectId, limit.ProjectId)];
                sink.Sample(values.LabelSet(limit.ProjectId is null ? row.AsSpan(..^1) : row), limit.IsEnforced!.Value ? 1 : 0);
            }

            organization.CountSeries(Surface.SpendLimits, limits is not null, sink.Samples - before);
        }
    }

    private void WriteRateLimits(IReadOnlyList<ExposedOrganization> organizations)
    {
        var limits = organizations.SelectMany(organization => (organization.Report.Snapshot.Directory.RateLimits ?? [])
            .DistinctBy(limit => (values.Number(limit.ProjectId), values.Number(limit.Model)))
            .OrderBy(static limit => limit.ProjectId, StringComparer.Ordinal).ThenBy(static limit => limit.Model, StringComparer.Ordinal)
            .Select(limit => (Organization: organization, Limit: limit))).ToList();
        foreach (var (family, read) in JoinFamilies.RateLimits)
        {
            sink.Begin(family);
            foreach (var (organization, limit) in limits)
            {
                if (read(limit) is { } value)
                {
                    sink.Sample(
                        values.LabelSet(
                            (LabelNames.Organization, organization.Name),
                            (LabelNames.ProjectId, limit.ProjectId),
                            (LabelNames.Project, organization.Report.ProjectName(limit.ProjectId)),
                            (LabelNames.Model, limit.Model)),
                        value);
                }
            }
        }

        foreach (var organization in organizations)
        {
            organization.CountSeries(
                Surface.RateLimits,
                organization.Report.Snapshot.Directory.RateLimits is not null,
                limits.Where(of => of.Organization == organization).Sum(static of => JoinFamilies.RateLimits.Count(limit => limit.Read(of.Limit) is not null)));
        }
    }

    // A list that changed while its pages were being read may hold an entry twice; the first one counts.
    private IEnumerable<T> Distinct<T>(IEnumerable<T> entries, Func<T, string> id) => entries
        .Where(entry => values.Number(id(entry)) != LabelValues.None)
        .DistinctBy(entry => values.Number(id(entry)))
        .OrderBy(id, StringComparer.Ordinal);
}
