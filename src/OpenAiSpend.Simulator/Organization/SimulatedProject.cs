namespace OpenAiSpend.Simulator;

/// <summary>A project of the organization.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, which another project may share.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ArchivedAt">When it was archived, or null.</param>
/// <param name="SpendLimit">Its own monthly limit, or null where none is set.</param>
public sealed record SimulatedProject(
    string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt = null, SimulatedSpendLimit? SpendLimit = null)
{
    /// <summary>Whether the project is archived at an instant.</summary>
    public bool IsArchivedAt(DateTimeOffset instant) => ArchivedAt <= instant;
}
