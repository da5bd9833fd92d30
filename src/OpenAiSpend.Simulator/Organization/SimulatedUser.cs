namespace OpenAiSpend.Simulator;

/// <summary>A person of the organization.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name, which another person may share.</param>
/// <param name="Email">The address.</param>
/// <param name="Role"><c>owner</c> or <c>reader</c>.</param>
/// <param name="AddedAt">When the person joined.</param>
/// <param name="HasLeft">Whether the person is gone: absent from the list, present in old usage.</param>
public sealed record SimulatedUser(string Id, string Name, string Email, string Role, DateTimeOffset AddedAt, bool HasLeft);
