namespace OpenAiSpend.Domain.Directory;

/// <summary>A project of an organization.</summary>
/// <param name="Id">OpenAI's id, <c>proj_…</c>.</param>
/// <param name="Name">The name that people gave it. Two projects may have the same one.</param>
/// <param name="Status">OpenAI's word, <c>active</c> or <c>archived</c>; an open set.</param>
public sealed record Project(string Id, string Name, string Status)
{
    /// <summary>Whether it is archived: it keeps its spend, but refuses to list its keys, limits and alerts.</summary>
    public bool IsArchived => Status == "archived";
}
