using OpenAiSpend.OpenAi;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>One entry of the section <c>organizations</c>.</summary>
internal sealed class OrganizationOptions
{
    /// <summary>The address of OpenAI's API.</summary>
    public static readonly Uri DefaultBaseUrl = new("https://api.openai.com/v1");

    /// <summary>The value of the <c>organization</c> label. Default <c>default</c>.</summary>
    public string Name { get; set; } = "default";

    /// <summary>The admin key.</summary>
    public required AdminKey AdminKey { get; set; }

    /// <summary>Where the key came from, for messages: a file or a variable.</summary>
    public required string AdminKeyOrigin { get; set; }

    /// <summary>OpenAI's id of the organization, <c>org-…</c>, sent as a header. Default none.</summary>
    public string? OrganizationId { get; set; }

    /// <summary>Where the API is. Default <see cref="DefaultBaseUrl"/>.</summary>
    public Uri BaseUrl { get; set; } = DefaultBaseUrl;

    /// <summary>The only projects to read. Default empty: all of them.</summary>
    public IReadOnlyList<string> ProjectIds { get; set; } = [];

    /// <summary>Requests per second to this organization, 0 for no limit; null for what <c>collection</c> says. Only the demo sets it.</summary>
    public double? RequestsPerSecond { get; set; }
}
