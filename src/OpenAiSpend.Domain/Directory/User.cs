namespace OpenAiSpend.Domain.Directory;

/// <summary>A user of an organization. Personal data: it goes no further than the configuration allows.</summary>
/// <param name="Id">OpenAI's id, <c>user-…</c>.</param>
/// <param name="Name">The user's name.</param>
/// <param name="Email">The user's e-mail address, or null where there is none.</param>
public sealed record User(string Id, string Name, string? Email);
