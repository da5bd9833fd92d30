using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.Lists;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi;

/// <summary>
/// Reads one organization's names, keys, limits and alerts from OpenAI, with the same client and limiter as its
/// <see cref="OpenAiSpendSource"/>. Needs the scope <c>api.management.read</c>.
/// </summary>
internal sealed partial class OpenAiDirectorySource(
    string organization, RequestPipeline pipeline, IReadOnlyList<string> projectIds, TimeProvider clock, ILogger log) : IDirectorySource
{
    private const string Root = "organization";

    private readonly ListReader _lists = new(pipeline, clock);
    private readonly Dictionary<Surface, int> _refused = [];
    private string _unknown = string.Empty;

    /// <inheritdoc/>
    public Task<ImmutableArray<Project>> ReadProjectsAsync(CancellationToken cancellationToken) =>
        Guarded<ImmutableArray<Project>>(Surface.Projects, async () =>
        {
            var projects = await _lists.AllAsync(Surface.Projects, $"{Root}/projects?include_archived=true", ReadProject, cancellationToken);
            var unknown = string.Join(", ", projectIds.Except(projects.Select(static project => project.Id)));
            if (unknown.Length > 0 && unknown != _unknown)
            {
                LogUnknown(organization, unknown);
            }

            _unknown = unknown;
            return [.. projects];
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<User>> ReadUsersAsync(CancellationToken cancellationToken) =>
        Guarded<ImmutableArray<User>>(Surface.Users, async () =>
        [
            .. await _lists.AllAsync(
                Surface.Users, $"{Root}/users", static (id, user) => new User(id, user.Text("name"u8) ?? id, user.Text("email"u8)), cancellationToken),
        ], cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<ApiKey>> ReadApiKeysAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken) =>
        Guarded<ImmutableArray<ApiKey>>(Surface.ApiKeys, async () =>
        [
            .. await OfProjectsAsync<ApiKey>(Surface.ApiKeys, projects, async project => await _lists.AllAsync(
                Surface.ApiKeys,
                $"{PathOf(project)}/api_keys?owner_project_access=any",
                (id, key) => ReadApiKey(id, key, project),
                cancellationToken)),
        ], cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<SpendLimit>> ReadSpendLimitsAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken) =>
        Guarded<ImmutableArray<SpendLimit>>(Surface.SpendLimits, async () =>
        {
            var own = await LimitAsync(Root, null);
            return [.. own, .. await OfProjectsAsync(Surface.SpendLimits, projects, project => LimitAsync(PathOf(project), project.Id))];

            // No limit answers 404.
            async Task<IEnumerable<SpendLimit>> LimitAsync(string path, string? projectId) =>
                await _lists.OneAsync(Surface.SpendLimits, $"{path}/spend_limit", limit => ReadLimit(limit, projectId), cancellationToken) is { } limit
                    ? [limit]
                    : [];
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<SpendAlert>> ReadSpendAlertsAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken) =>
        Guarded<ImmutableArray<SpendAlert>>(Surface.SpendAlerts, async () =>
        {
            var own = await AlertsAsync(Root, null);
            return [.. own, .. await OfProjectsAsync(Surface.SpendAlerts, projects, project => AlertsAsync(PathOf(project), project.Id))];

            async Task<IEnumerable<SpendAlert>> AlertsAsync(string path, string? projectId)
            {
                var alerts = await _lists.AllAsync(
                    Surface.SpendAlerts, $"{path}/spend_alerts", static (id, alert) => (Id: id, Usd: MonthlyUsd(alert)), cancellationToken);
                return alerts.Where(static alert => alert.Usd is not null).Select(alert => new SpendAlert(projectId, alert.Id, alert.Usd!.Value));
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<AdminApiKey>> ReadAdminApiKeysAsync(CancellationToken cancellationToken) =>
        Guarded<ImmutableArray<AdminApiKey>>(Surface.AdminApiKeys, async () =>
        [
            .. await _lists.AllAsync(
                Surface.AdminApiKeys,
                $"{Root}/admin_api_keys",
                static (id, key) => new AdminApiKey(id, key.Text("name"u8) ?? id, key.UnixSeconds("expires_at"u8)),
                cancellationToken),
        ], cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<RateLimit>> ReadRateLimitsAsync(
        ImmutableArray<Project> projects, Func<string, string, bool> isWanted, CancellationToken cancellationToken) =>
        Guarded<ImmutableArray<RateLimit>>(Surface.RateLimits, async () =>
        [
            .. await OfProjectsAsync(Surface.RateLimits, projects, async project =>
            {
                var limits = await _lists.AllAsync(Surface.RateLimits, $"{PathOf(project)}/rate_limits", (id, limit) => ReadRateLimit(id, limit, project), cancellationToken);
                return limits.Where(limit => isWanted(project.Id, limit.Model));
            }),
        ], cancellationToken);

    private static string PathOf(Project project) => $"{Root}/projects/{Uri.EscapeDataString(project.Id)}";

    private static Project ReadProject(string id, ListItem project)
    {
        var isArchived = project.Member("archived_at"u8).ValueKind == JsonValueKind.Number;
        return new Project(id, project.Text("name"u8) ?? id, project.Text("status"u8) ?? (isArchived ? "archived" : "active"));
    }

    // OpenAI writes thresholds in cents, while costs are in dollars. Null where it is in another currency or for another time: then it is not comparable.
    private static decimal? MonthlyUsd(ListItem threshold) =>
        threshold.Member("threshold_amount"u8) is { ValueKind: JsonValueKind.Number } amount && amount.TryGetDecimal(out var cents)
            && string.Equals(threshold.Text("currency"u8) ?? "USD", "USD", StringComparison.OrdinalIgnoreCase)
            && (threshold.Text("interval"u8) ?? "month") == "month"
            ? cents / 100m
            : null;

    private static ApiKey ReadApiKey(string id, ListItem key, Project project)
    {
        var owner = key.Of("owner"u8);
        var type = owner?.Text("type"u8);
        return new ApiKey(id, key.Text("name"u8) ?? id, project.Id)
        {
            OwnerType = type,
            OwnerId = (type == "user" ? owner?.Of("user"u8) : owner?.Of("service_account"u8))?.Text("id"u8),
            CreatedAt = key.UnixSeconds("created_at"u8),
            LastUsedAt = key.UnixSeconds("last_used_at"u8),
            ExpiresAt = key.UnixSeconds("expires_at"u8),
        };
    }

    private static RateLimit ReadRateLimit(string id, ListItem limit, Project project) => new(project.Id, limit.Text("model"u8) ?? id)
    {
        RequestsPerMinute = limit.Number("max_requests_per_1_minute"u8),
        TokensPerMinute = limit.Number("max_tokens_per_1_minute"u8),
        RequestsPerDay = limit.Number("max_requests_per_1_day"u8),
        ImagesPerMinute = limit.Number("max_images_per_1_minute"u8),
        AudioMegabytesPerMinute = limit.Number("max_audio_megabytes_per_1_minute"u8),
        BatchInputTokensPerDay = limit.Number("batch_1_day_max_input_tokens"u8),
    };

    private static SpendLimit? ReadLimit(ListItem limit, string? projectId) => LimitUsd(limit) is not { } usd ? null : new SpendLimit(projectId, usd)
    {
        IsEnforced = limit.Of("enforcement"u8)?.Text("status"u8) switch
        {
            "enforcing" => true,
            "inactive" => false,
            _ => null,
        },
    };

    // A limit that cannot be read must not pass for none.
    private static decimal? LimitUsd(ListItem limit) =>
        limit.Member("threshold_amount"u8) is var amount
            && (amount.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined || (amount.ValueKind == JsonValueKind.Number && amount.TryGetDecimal(out _)))
            ? MonthlyUsd(limit)
            : throw new UnexpectedBodyException("its threshold_amount is not a number");

    // An archived project refuses these calls, and one that is archived or gone since the projects were read may too: it has
    // no part in the answer. Where all of them are refused, it is not the projects but the reading that fails.
    private async Task<IEnumerable<T>> OfProjectsAsync<T>(
        Surface surface, ImmutableArray<Project> projects, Func<Project, Task<IEnumerable<T>>> read)
    {
        var all = new List<T>();
        var asked = 0;
        var refused = 0;
        ApiFailureException? first = null;
        foreach (var project in projects)
        {
            if (project.IsArchived || (projectIds.Count > 0 && !projectIds.Contains(project.Id)))
            {
                continue;
            }

            asked++;
            try
            {
                all.AddRange(await read(project));
            }
            catch (ApiFailureException failure) when (failure.Error?.Status is 400 or 404)
            {
                first ??= failure;
                refused++;
            }
        }

        if (first is not null && refused == asked)
        {
            throw first;
        }

        if (first is not null && _refused.GetValueOrDefault(surface) != refused)
        {
            LogRefused(organization, surface, refused, asked, first.Message);
        }

        _refused[surface] = refused;
        return all;
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "OpenAI lists no such project, so nothing is read of it; check project_ids: {Organization} {Projects}")]
    private partial void LogUnknown(string organization, string projects);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Surface} of {Organization} are missing for {Refused} of {Projects} projects: {Reason}")]
    private partial void LogRefused(string organization, Surface surface, int refused, int projects, string reason);
}
