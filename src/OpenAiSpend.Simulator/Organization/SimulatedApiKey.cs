namespace OpenAiSpend.Simulator;

/// <summary>An API key of a project.</summary>
/// <param name="Id">The id that usage and costs show.</param>
/// <param name="Name">The name of the key.</param>
/// <param name="ProjectId">The project it belongs to.</param>
/// <param name="Owner">The person who owns it, or null where a service account does.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="IsDeleted">Whether it is gone: absent from the list, present in usage and costs.</param>
public sealed record SimulatedApiKey(
    string Id, string Name, string ProjectId, SimulatedUser? Owner, DateTimeOffset CreatedAt, bool IsDeleted);
