namespace OpenAiSpend.Exporter.Configuration;

/// <summary>The section <c>privacy</c>.</summary>
internal sealed class PrivacyOptions
{
    /// <summary>Whether names of users are exported. Default true.</summary>
    public bool UserNames { get; set; } = true;

    /// <summary>Whether e-mail addresses of users are exported. Default false.</summary>
    public bool UserEmails { get; set; }
}
