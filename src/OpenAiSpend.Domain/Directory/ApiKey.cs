namespace OpenAiSpend.Domain.Directory;

/// <summary>An API key of a project: its name, never its secret.</summary>
/// <param name="Id">OpenAI's id, <c>key_…</c>.</param>
/// <param name="Name">The name that people gave it.</param>
/// <param name="ProjectId">The project it belongs to.</param>
public sealed record ApiKey(string Id, string Name, string ProjectId);
