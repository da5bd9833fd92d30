using System.Collections.Immutable;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.Lists;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi;

/// <summary>
/// Reads one organization's names, limits and alerts from OpenAI, with the same client and limiter as its
/// <see cref="OpenAiSpendSource"/>. Needs the scope <c>api.management.read</c>.
/// </summary>
internal sealed class OpenAiDirectorySource(RequestPipeline pipeline, IReadOnlyList<string> projectIds, TimeProvider clock) : IDirectorySource
{
    private const string Organization = "organization";

    private readonly ListRead _lists = new(pipeline, clock);

    /// <inheritdoc/>
    public Task<ImmutableArray<Project>> ReadProjectsAsync(CancellationToken cancellationToken) => Guarded(Surface.Projects, async () =>
    {
        var projects = await _lists.AllAsync(
            Surface.Projects, $"{Organization}/projects?include_archived=true", ListJson.Default.ListDtoProjectDto, cancellationToken);
        return Identified(Surface.Projects, projects, static project => project.Id)
            .Select(static project => new Project(
                project.Id!, Or(project.Name, project.Id!), Or(project.Status, project.ArchivedAt is null ? "active" : "archived")))
            .ToImmutableArray();
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<User>> ReadUsersAsync(CancellationToken cancellationToken) => Guarded(Surface.Users, async () =>
    {
        var users = await _lists.AllAsync(Surface.Users, $"{Organization}/users", ListJson.Default.ListDtoUserDto, cancellationToken);
        return Identified(Surface.Users, users, static user => user.Id)
            .Select(static user => new User(user.Id!, Or(user.Name, user.Id!), user.Email))
            .ToImmutableArray();
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<ApiKey>> ReadApiKeysAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken) =>
        Guarded(Surface.ApiKeys, () => OfProjectsAsync(projects, async project =>
        {
            var keys = await _lists.AllAsync(
                Surface.ApiKeys, $"{PathOf(project)}/api_keys?owner_project_access=any", ListJson.Default.ListDtoApiKeyDto, cancellationToken);
            return Identified(Surface.ApiKeys, keys, static key => key.Id).Select(key => new ApiKey(key.Id!, Or(key.Name, key.Id!), project.Id));
        }), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<SpendLimit>> ReadSpendLimitsAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken) =>
        Guarded<ImmutableArray<SpendLimit>>(Surface.SpendLimits, async () =>
        {
            var own = await LimitAsync(Organization, null);
            return [.. own, .. await OfProjectsAsync(projects, project => LimitAsync(PathOf(project), project.Id))];

            async Task<IEnumerable<SpendLimit>> LimitAsync(string path, string? projectId)
            {
                var limit = await _lists.OneAsync(Surface.SpendLimits, $"{path}/spend_limit", ListJson.Default.ThresholdDto, cancellationToken);
                return limit?.MonthlyUsd is { } usd ? [new SpendLimit(projectId, usd)] : [];
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<SpendAlert>> ReadSpendAlertsAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken) =>
        Guarded<ImmutableArray<SpendAlert>>(Surface.SpendAlerts, async () =>
        {
            var own = await AlertsAsync(Organization, null);
            return [.. own, .. await OfProjectsAsync(projects, project => AlertsAsync(PathOf(project), project.Id))];

            async Task<IEnumerable<SpendAlert>> AlertsAsync(string path, string? projectId)
            {
                var alerts = await _lists.AllAsync(Surface.SpendAlerts, $"{path}/spend_alerts", ListJson.Default.ListDtoThresholdDto, cancellationToken);
                return alerts.Where(static alert => alert is { MonthlyUsd: not null, Id: not null })
                    .Select(alert => new SpendAlert(projectId, alert.Id!, alert.MonthlyUsd!.Value));
            }
        }, cancellationToken);

    private static string PathOf(Project project) => $"{Organization}/projects/{Uri.EscapeDataString(project.Id)}";

    // An item without an id is of no use. A list of nothing but such items is no list of OpenAI's, and must not pass for an empty one.
    private static List<T> Identified<T>(Surface surface, List<T> items, Func<T, string?> idOf)
    {
        List<T> identified = [.. items.Where(item => !string.IsNullOrWhiteSpace(idOf(item)))];
        return items.Count > 0 && identified.Count == 0
            ? throw new ApiFailureException(PollOutcome.Malformed, $"The list of {surface} makes no sense: not one of its items has an id.")
            : identified;
    }

    private static string Or(string? text, string otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise : text;

    // An archived project refuses these calls, and one that is archived or gone since the projects were read may too: it has
    // no part in the answer.
    private async Task<ImmutableArray<T>> OfProjectsAsync<T>(ImmutableArray<Project> projects, Func<Project, Task<IEnumerable<T>>> read)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        foreach (var project in projects)
        {
            if (project.IsArchived || (projectIds.Count > 0 && !projectIds.Contains(project.Id)))
            {
                continue;
            }

            try
            {
                all.AddRange(await read(project));
            }
            catch (ApiFailureException failure) when (failure.Error?.Status is 400 or 404)
            {
            }
        }

        return all.ToImmutable();
    }

    private static async Task<T> Guarded<T>(Surface surface, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read();
        }
        catch (ApiFailureException failure)
        {
            throw failure.ToSpendSourceException();
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ReadDeadline.Passed(surface);
        }
    }
}
