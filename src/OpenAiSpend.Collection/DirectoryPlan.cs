namespace OpenAiSpend.Collection;

/// <summary>What is read of names, limits and alerts, and how often.</summary>
public sealed record DirectoryPlan
{
    /// <summary>How often each part is read. Default every hour; names hardly ever change.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether users' names are kept. Default true. Where neither names nor addresses are, users are not even read.</summary>
    public bool UserNames { get; init; } = true;

    /// <summary>Whether users' e-mail addresses are kept. Default false.</summary>
    public bool UserEmails { get; init; }
}
