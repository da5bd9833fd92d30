namespace OpenAiSpend.Domain.Directory;

/// <summary>An API key of a project: its name, never its secret.</summary>
/// <param name="Id">OpenAI's id, <c>key_…</c>.</param>
/// <param name="Name">The name that people gave it.</param>
/// <param name="ProjectId">The project it belongs to.</param>
public sealed record ApiKey(string Id, string Name, string ProjectId)
{
    /// <summary>What owns it, OpenAI's word: <c>user</c> or <c>service_account</c>; an open set. Null where OpenAI does not say.</summary>
    public string? OwnerType { get; init; }

    /// <summary>The id of the user or service account that owns it, or null.</summary>
    public string? OwnerId { get; init; }

    /// <summary>When it was made, in Unix seconds, or null.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>When it was last used, in Unix seconds, or null where it never was or OpenAI does not say.</summary>
    public long? LastUsedAt { get; init; }

    /// <summary>When it expires, in Unix seconds, or null where it does not or OpenAI does not say.</summary>
    public long? ExpiresAt { get; init; }
}
