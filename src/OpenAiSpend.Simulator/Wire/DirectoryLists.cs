using System.Globalization;
using System.Text.Json;

namespace OpenAiSpend.Simulator;

/// <summary>Answers with names, limits and alerts.</summary>
internal sealed class DirectoryLists(Books books)
{
    public Reply Projects(HttpRequest request, DateTimeOffset now)
    {
        var withArchived = request.Query["include_archived"] == "true";
        var projects = books.Projects.Where(project => withArchived || !project.IsArchivedAt(now)).ToList();
        return List(request, projects, project => project.Id, (writer, project) =>
        {
            writer.WriteString("object", "organization.project");
            writer.WriteString("id", project.Id);
            writer.WriteString("name", project.Name);
            writer.WriteNumber("created_at", project.CreatedAt.ToUnixTimeSeconds());
            var isArchived = project.IsArchivedAt(now);
            WriteTime(writer, "archived_at", isArchived ? project.ArchivedAt : null);
            writer.WriteString("status", isArchived ? "archived" : "active");
            writer.WriteString("geography", "EU");
        });
    }

    public Reply Users(HttpRequest request)
    {
        var users = books.Users.Where(user => !user.HasLeft).ToList();
        return List(request, users, user => user.Id, (writer, user) =>
        {
            writer.WriteString("object", "organization.user");
            WriteUser(writer, user, "added_at");
            writer.WriteBoolean("is_service_account", false);
        });
    }

    public Reply ApiKeys(HttpRequest request, string projectId, DateTimeOffset now)
    {
        var project = Find(projectId);
        if (project.IsArchivedAt(now))
            throw ApiErrorException.BadRequest($"Project {projectId} is archived.", "project_id", "project_archived");
        var access = request.Query.TryGetValue("owner_project_access", out var asked) ? asked.ToString() : "active";
        if (access is not ("active" or "inactive" or "any"))
        {
            throw ApiErrorException.BadRequest(
                $"Invalid value: '{access}'. Supported values are: 'active', 'inactive', 'any'.", "owner_project_access", "invalid_value");
        }
        var keys = books.ApiKeys
            .Where(key => key.ProjectId == projectId && !key.IsDeleted && (access == "any" || access == AccessOf(key)))
            .ToList();
        return List(request, keys, key => key.Id, (writer, key) =>
        {
            writer.WriteString("object", "organization.project.api_key");
            writer.WriteString("id", key.Id);
            writer.WriteString("redacted_value", "sk-proj-****" + key.Id[^4..]);
            writer.WriteString("name", key.Name);
            writer.WriteNumber("created_at", key.CreatedAt.ToUnixTimeSeconds());
            writer.WriteNumber("last_used_at", now.ToUnixTimeSeconds() - 600);
            writer.WriteString("owner_project_access", AccessOf(key));
            WriteOwner(writer, key);
        });
    }

    public Reply SpendLimit(string? projectId)
    {
        var limit = projectId is null ? books.SpendLimit : Find(projectId).SpendLimit;
        if (limit is null)
            throw new ApiErrorException(404, $"No spend limit is set for project {projectId}.", null, "not_found");
        return (writer, _) =>
        {
            writer.WriteStartObject();
            writer.WriteString("object", projectId is null ? "organization.spend_limit" : "project.spend_limit");
            WriteThreshold(writer, limit.ThresholdCents);
            writer.WriteStartObject("enforcement");
            writer.WriteString("status", limit.IsEnforcing ? "enforcing" : "inactive");
            writer.WriteEndObject();
            writer.WriteEndObject();
            return Task.CompletedTask;
        };
    }

    public Reply SpendAlerts(HttpRequest request, string? projectId)
    {
        if (projectId is not null)
            Find(projectId);
        var alerts = books.SpendAlerts.Where(alert => alert.ProjectId == projectId).ToList();
        return List(request, alerts, alert => alert.Id, (writer, alert) =>
        {
            writer.WriteString("object", projectId is null ? "organization.spend_alert" : "project.spend_alert");
            writer.WriteString("id", alert.Id);
            WriteThreshold(writer, alert.ThresholdCents);
            writer.WriteStartObject("notification_channel");
            writer.WriteString("type", "email");
            writer.WriteStartArray("recipients");
            writer.WriteStringValue(alert.Recipient);
            writer.WriteEndArray();
            writer.WriteNull("subject_prefix");
            writer.WriteEndObject();
        });
    }

    private static string AccessOf(SimulatedApiKey key) => key.Owner is { HasLeft: true } ? "inactive" : "active";

    private static void WriteThreshold(Utf8JsonWriter writer, long cents)
    {
        writer.WriteNumber("threshold_amount", cents);
        writer.WriteString("currency", "USD");
        writer.WriteString("interval", "month");
    }

    private static void WriteOwner(Utf8JsonWriter writer, SimulatedApiKey key)
    {
        writer.WriteStartObject("owner");
        writer.WriteString("type", key.Owner is null ? "service_account" : "user");
        writer.WriteStartObject(key.Owner is null ? "service_account" : "user");
        if (key.Owner is { } user)
        {
            WriteUser(writer, user, "created_at");
        }
        else
        {
            writer.WriteString("id", "user-svc-" + key.Id[4..]);
            writer.WriteString("name", key.Name + " account");
            writer.WriteString("role", "member");
            writer.WriteNumber("created_at", key.CreatedAt.ToUnixTimeSeconds());
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter writer, SimulatedUser user, string since)
    {
        writer.WriteString("id", user.Id);
        writer.WriteString("name", user.Name);
        writer.WriteString("email", user.Email);
        writer.WriteString("role", user.Role);
        writer.WriteNumber(since, user.AddedAt.ToUnixTimeSeconds());
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } instant)
            writer.WriteNumber(name, instant.ToUnixTimeSeconds());
        else
            writer.WriteNull(name);
    }

    private static Reply List<T>(HttpRequest request, List<T> all, Func<T, string> idOf, Action<Utf8JsonWriter, T> writeMembers)
    {
        var limit = 20;
        if (request.Query.TryGetValue("limit", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 100))
        {
            throw ApiErrorException.BadRequest(
                $"Invalid 'limit': expected an integer from 1 to 100, but got '{text}' instead.", "limit", "invalid_value");
        }
        var from = 0;
        if (request.Query.TryGetValue("after", out var after))
        {
            from = all.FindIndex(item => idOf(item) == after) + 1;
            if (from == 0)
                throw ApiErrorException.BadRequest($"Invalid 'after': there is no '{after}' in this list.", "after", "invalid_value");
        }
        var page = all.Skip(from).Take(limit).ToList();
        return async (writer, handOn) =>
        {
            writer.WriteStartObject();
            writer.WriteString("object", "list");
            writer.WriteStartArray("data");
            foreach (var item in page)
            {
                writer.WriteStartObject();
                writeMembers(writer, item);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteString("first_id", page.Count == 0 ? null : idOf(page[0]));
            writer.WriteString("last_id", page.Count == 0 ? null : idOf(page[^1]));
            writer.WriteBoolean("has_more", from + page.Count < all.Count);
            writer.WriteEndObject();
            await handOn();
        };
    }

    private SimulatedProject Find(string projectId) => books.Projects.FirstOrDefault(project => project.Id == projectId)
        ?? throw new ApiErrorException(404, $"Project {projectId} was not found.", "project_id", "not_found");
}
