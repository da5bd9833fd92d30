namespace OpenAiSpend.Exporter.Configuration;

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Place">Where: file and line with the key's path, or the name of a variable or flag.</param>
/// <param name="Message">What was found and what is allowed. Never a secret.</param>
internal sealed record ConfigurationError(string Place, string Message)
{
    public override string ToString() => $"{Place}: {Message}";
}
