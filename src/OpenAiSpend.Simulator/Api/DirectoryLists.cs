using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenAiSpend.Simulator;

/// <summary>Answers with names, keys, limits and alerts.</summary>
internal sealed class DirectoryLists(GroundTruth truth)
{
    public JsonBody Projects(HttpRequest request, DateTimeOffset now)
    {
        var withArchived = request.Query["include_archived"] == "true";
        return List(request, truth.Projects.Where(project => withArchived || !project.IsArchivedAt(now)), project => new JsonObject
        {
            ["object"] = "organization.project",
            ["id"] = project.Id,
            ["name"] = project.Name,
            ["created_at"] = project.CreatedAt.ToUnixTimeSeconds(),
            ["archived_at"] = project.IsArchivedAt(now) ? project.ArchivedAt?.ToUnixTimeSeconds() : null,
            ["status"] = project.IsArchivedAt(now) ? "archived" : "active",
            ["geography"] = "EU",
        });
    }

    public JsonBody Users(HttpRequest request) => List(request, truth.Users.Where(user => !user.HasLeft), user =>
    {
        var item = User(user, "added_at");
        item["object"] = "organization.user";
        item["is_service_account"] = false;
        return item;
    });

    public JsonBody ApiKeys(HttpRequest request, string projectId, DateTimeOffset now)
    {
        if (Find(projectId).IsArchivedAt(now))
            throw ApiErrorException.BadRequest($"Project {projectId} is archived.", "project_id", "project_archived");
        var access = request.Query.TryGetValue("owner_project_access", out var asked) ? asked.ToString() : "active";
        if (access is not ("active" or "inactive" or "any"))
        {
            throw ApiErrorException.BadRequest(
                $"Invalid value: '{access}'. Supported values are: 'active', 'inactive', 'any'.", "owner_project_access", "invalid_value");
        }
        var keys = truth.ApiKeys.Where(key => key.ProjectId == projectId && !key.IsDeleted && (access == "any" || access == AccessOf(key)));
        return List(request, keys, key => new JsonObject
        {
            ["object"] = "organization.project.api_key",
            ["id"] = key.Id,
            ["redacted_value"] = "sk-proj-****" + key.Id[^4..],
            ["name"] = key.Name,
            ["created_at"] = key.CreatedAt.ToUnixTimeSeconds(),
            ["last_used_at"] = key.Name.EndsWith("notebook", StringComparison.Ordinal) ? null : now.ToUnixTimeSeconds() - 600,
            ["expires_at"] = key.Name.EndsWith("laptop", StringComparison.Ordinal) ? now.ToUnixTimeSeconds() + (40 * 24 * 60 * 60) : null,
            ["owner_project_access"] = AccessOf(key),
            ["owner"] = key.Owner is { } user
                ? new JsonObject { ["type"] = "user", ["user"] = User(user, "created_at") }
                : new JsonObject { ["type"] = "service_account", ["service_account"] = ServiceAccount(key) },
        });
    }

    public JsonBody AdminApiKeys(HttpRequest request, DateTimeOffset now) => List(request, ["spend exporter", "terraform"], name => new JsonObject
    {
        ["object"] = "organization.admin_api_key",
        ["id"] = "key_admin" + OrganizationChart.Suffix(name, 12),
        ["redacted_value"] = "sk-admin-****" + name[^4..],
        ["name"] = name,
        ["created_at"] = truth.Projects[0].CreatedAt.ToUnixTimeSeconds(),
        ["last_used_at"] = now.ToUnixTimeSeconds() - 30,
        // The second never expires.
        ["expires_at"] = name == "terraform" ? null : new DateTimeOffset(now.Year + 1, 3, 31, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(),
        ["owner"] = new JsonObject { ["type"] = "user", ["id"] = truth.Users[0].Id, ["name"] = truth.Users[0].Name, ["role"] = "owner" },
    });

    public JsonBody RateLimits(HttpRequest request, string projectId, DateTimeOffset now)
    {
        if (Find(projectId).IsArchivedAt(now))
            throw ApiErrorException.BadRequest($"Project {projectId} is archived.", "project_id", "project_archived");
        return List(request, PriceList.LimitedModels, model =>
        {
            var hash = SeededRandom.Hash(projectId + model);
            var item = new JsonObject
            {
                ["object"] = "project.rate_limit",
                ["id"] = "rl-" + model,
                ["model"] = model,
                ["max_requests_per_1_minute"] = 500 + (hash % 20 * 500),
                ["max_tokens_per_1_minute"] = 2_000_000 + (hash % 7 * 1_000_000),
            };
            if (model.Contains("image", StringComparison.Ordinal))
                item["max_images_per_1_minute"] = 50;
            if (model.Contains("realtime", StringComparison.Ordinal) || model.StartsWith("whisper", StringComparison.Ordinal))
                item["max_audio_megabytes_per_1_minute"] = 100;
            if (hash % 2 == 0)
                item["max_requests_per_1_day"] = 200_000;
            if (model.StartsWith("gpt-", StringComparison.Ordinal))
                item["batch_1_day_max_input_tokens"] = 900_000_000;
            return item;
        });
    }

    public JsonBody SpendLimit(string? projectId)
    {
        var limit = (projectId is null ? truth.SpendLimit : Find(projectId).SpendLimit)
            ?? throw new ApiErrorException(404, $"No spend limit is set for project {projectId}.", null, "not_found");
        var answer = Threshold(limit.ThresholdCents);
        answer["object"] = projectId is null ? "organization.spend_limit" : "project.spend_limit";
        answer["enforcement"] = new JsonObject { ["status"] = limit.IsEnforcing ? "enforcing" : "inactive" };
        return Body(answer);
    }

    public JsonBody SpendAlerts(HttpRequest request, string? projectId)
    {
        if (projectId is not null)
            Find(projectId);
        return List(request, truth.SpendAlerts.Where(alert => alert.ProjectId == projectId), alert =>
        {
            var item = Threshold(alert.ThresholdCents);
            item["object"] = projectId is null ? "organization.spend_alert" : "project.spend_alert";
            item["id"] = alert.Id;
            item["notification_channel"] = new JsonObject
            {
                ["type"] = "email",
                ["recipients"] = new JsonArray(alert.Recipient),
                ["subject_prefix"] = null,
            };
            return item;
        });
    }

    private static string AccessOf(SimulatedApiKey key) => key.Owner is { HasLeft: true } ? "inactive" : "active";

    private static JsonObject Threshold(long cents) => new() { ["threshold_amount"] = cents, ["currency"] = "USD", ["interval"] = "month" };

    private static JsonObject User(SimulatedUser user, string since) => new()
    {
        ["id"] = user.Id,
        ["name"] = user.Name,
        ["email"] = user.Email,
        ["role"] = user.Role,
        [since] = user.AddedAt.ToUnixTimeSeconds(),
    };

    private static JsonObject ServiceAccount(SimulatedApiKey key) => new()
    {
        ["id"] = "user-svc-" + key.Id[4..],
        ["name"] = key.Name + " account",
        ["role"] = "member",
        ["created_at"] = key.CreatedAt.ToUnixTimeSeconds(),
    };

    private static JsonBody List<T>(HttpRequest request, IEnumerable<T> all, Func<T, JsonObject> toJson)
    {
        var limit = 20;
        if (request.Query.TryGetValue("limit", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 100))
        {
            throw ApiErrorException.BadRequest(
                $"Invalid 'limit': expected an integer from 1 to 100, but got '{text}' instead.", "limit", "invalid_value");
        }
        var items = all.Select(toJson).ToList();
        var from = 0;
        if (request.Query.TryGetValue("after", out var after))
        {
            from = items.FindIndex(item => IdOf(item) == after) + 1;
            if (from == 0)
                throw ApiErrorException.BadRequest($"Invalid 'after': there is no '{after}' in this list.", "after", "invalid_value");
        }
        JsonObject[] page = [.. items.Skip(from).Take(limit)];
        return Body(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. page]),
            ["first_id"] = IdOf(page.FirstOrDefault()),
            ["last_id"] = IdOf(page.LastOrDefault()),
            ["has_more"] = from + page.Length < items.Count,
        });

        static string? IdOf(JsonObject? item) => item?["id"]!.GetValue<string>();
    }

    private static JsonBody Body(JsonObject answer) => (writer, _) =>
    {
        answer.WriteTo(writer);
        return Task.CompletedTask;
    };

    private SimulatedProject Find(string projectId) => truth.Projects.FirstOrDefault(project => project.Id == projectId)
        ?? throw new ApiErrorException(404, $"Project {projectId} was not found.", "project_id", "not_found");
}
