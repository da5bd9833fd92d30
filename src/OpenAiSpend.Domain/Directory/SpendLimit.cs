namespace OpenAiSpend.Domain.Directory;

/// <summary>A monthly limit that was set at OpenAI, in US dollars.</summary>
/// <param name="ProjectId">The project it holds for, or null for the whole organization.</param>
/// <param name="Usd">US dollars a month.</param>
public sealed record SpendLimit(string? ProjectId, decimal Usd)
{
    /// <summary>Whether OpenAI refuses requests over it at present, or null where OpenAI does not say.</summary>
    public bool? IsEnforced { get; init; }
}
