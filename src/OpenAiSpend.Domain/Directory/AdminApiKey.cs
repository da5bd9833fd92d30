namespace OpenAiSpend.Domain.Directory;

/// <summary>An Admin key of the organization: its name, never its secret.</summary>
/// <param name="Id">OpenAI's id.</param>
/// <param name="Name">The name that people gave it.</param>
/// <param name="ExpiresAt">When it expires, in Unix seconds, or null where it does not or OpenAI does not say.</param>
public sealed record AdminApiKey(string Id, string Name, long? ExpiresAt);
