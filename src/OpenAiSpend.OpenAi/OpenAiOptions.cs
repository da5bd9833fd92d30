namespace OpenAiSpend.OpenAi;

/// <summary>How to reach one organization.</summary>
public sealed class OpenAiOptions
{
    /// <summary>The configured name of the organization, the value of the <c>organization</c> label.</summary>
    public string OrganizationName { get; set; } = "default";

    /// <summary>The Admin key. Required; the scope <c>api.usage.read</c> is enough for costs and usage.</summary>
    public AdminKey? AdminKey { get; set; }

    /// <summary>The organization's id, <c>org-…</c>, sent as <c>OpenAI-Organization</c>. Not needed where the key belongs to one organization.</summary>
    public string? OrganizationId { get; set; }

    /// <summary>Where the API is. Must be https, unless it is on this machine, as the key goes with every request.</summary>
    public Uri BaseUrl { get; set; } = new("https://api.openai.com/v1");

    /// <summary>The projects to read, <c>proj_…</c>; all of them where it is empty.</summary>
    public IList<string> ProjectIds { get; set; } = [];

    /// <summary>How many requests may be made each second in the long run; 0 sets no limit. Default 1, as OpenAI publishes no rate for these paths.</summary>
    public double RequestsPerSecond { get; set; } = 1;

    /// <summary>How many requests may be made at once after a pause; at least 1. Default 20.</summary>
    public int Burst { get; set; } = 20;
}
