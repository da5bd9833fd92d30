namespace OpenAiSpend.Page.Sums;

/// <summary>Whose spend is looked at: that of all projects, of one, or of none.</summary>
internal readonly record struct ProjectChoice
{
    /// <summary>What a query says for spend that OpenAI attributes to no project.</summary>
    public const string NoProject = "none";

    private readonly string? _text;

    private ProjectChoice(string text) => _text = text;

    /// <summary>All projects, and spend of no project.</summary>
    public static ProjectChoice All => default;

    /// <summary>What a query says: a project's id, <see cref="NoProject"/>, or null for all.</summary>
    public string? Text => _text;

    /// <summary>Whether it is all of them.</summary>
    public bool IsAll => _text is null;

    /// <summary>The id, or null for all projects and for spend of none.</summary>
    public string? Id => _text == NoProject ? null : _text;

    /// <summary>The choice that a query's text stands for; an empty one is all projects.</summary>
    public static ProjectChoice Of(string? text) => string.IsNullOrEmpty(text) ? All : new ProjectChoice(text);

    /// <summary>Whether spend of a project counts; null is spend of no project.</summary>
    public bool Covers(string? projectId) => IsAll || projectId == Id;
}
