using System.Collections.Immutable;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Collection.Tests;

/// <summary>A directory whose parts a test sets, and of which each may fail.</summary>
internal sealed class FakeDirectorySource : IDirectorySource
{
    public Dictionary<string, Exception> Failures { get; } = [];

    public List<string> Reads { get; } = [];

    public ImmutableArray<Project> Projects { get; set; } = [new("proj_a", "Search", "active")];

    public ImmutableArray<User> Users { get; set; } = [new("user-1", "Ada", "ada@acme.example")];

    public ImmutableArray<Project>? ProjectsAskedFor { get; private set; }

    public Task<ImmutableArray<Project>> ReadProjectsAsync(CancellationToken cancellationToken) => Answer("projects", Projects);

    public Task<ImmutableArray<User>> ReadUsersAsync(CancellationToken cancellationToken) => Answer("users", Users);

    public Task<ImmutableArray<ApiKey>> ReadApiKeysAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken)
    {
        ProjectsAskedFor = projects;
        return Answer("api_keys", ImmutableArray.Create(new ApiKey("key_1", "ci", "proj_a")));
    }

    public Task<ImmutableArray<SpendLimit>> ReadSpendLimitsAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken) =>
        Answer("spend_limits", ImmutableArray.Create(new SpendLimit(null, 100m)));

    public Task<ImmutableArray<SpendAlert>> ReadSpendAlertsAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken) =>
        Answer("spend_alerts", ImmutableArray<SpendAlert>.Empty);

    public Task<ImmutableArray<AdminApiKey>> ReadAdminApiKeysAsync(CancellationToken cancellationToken) => Answer("admin_api_keys", ImmutableArray<AdminApiKey>.Empty);

    public Task<ImmutableArray<RateLimit>> ReadRateLimitsAsync(
        ImmutableArray<Project> projects, Func<string, string, bool> isWanted, CancellationToken cancellationToken) => Answer("rate_limits", RateLimits.Where(limit => projects.Any(project => project.Id == limit.ProjectId) && isWanted(limit.ProjectId, limit.Model)).ToImmutableArray());

    /// <summary>The limits of every project and model.</summary>
    public ImmutableArray<RateLimit> RateLimits { get; set; } = [];

    private Task<T> Answer<T>(string part, T answer)
    {
        lock (Reads)
        {
            Reads.Add(part);
        }

        return Failures.TryGetValue(part, out var failure) ? Task.FromException<T>(failure) : Task.FromResult(answer);
    }
}
