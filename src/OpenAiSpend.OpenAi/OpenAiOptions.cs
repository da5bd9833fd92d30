using System.Collections.Immutable;
using OpenAiSpend.Domain.Options;

namespace OpenAiSpend.OpenAi;

/// <summary>How to reach one organization.</summary>
public sealed class OpenAiOptions
{
    /// <summary>The address of OpenAI's API.</summary>
    public static readonly Uri DefaultBaseUrl = new("https://api.openai.com/v1");

    /// <summary>What <see cref="RequestsPerSecond"/> may be; besides, it may be 0.</summary>
    public static readonly OptionRange<double> RateRange = new(Least: 0.001, Most: 1000);

    /// <summary>What <see cref="Burst"/> may be.</summary>
    public static readonly OptionRange<int> BurstRange = new(Least: 1, Most: 10_000);

    /// <summary>The configured name of the organization, the value of the <c>organization</c> label.</summary>
    public string OrganizationName { get; set; } = "default";

    /// <summary>The Admin key. Required; the scope <c>api.usage.read</c> is enough for costs and usage.</summary>
    public AdminKey? AdminKey { get; set; }

    /// <summary>Where the key came from, a file or a variable, for messages. Default: nobody said.</summary>
    public string? AdminKeyOrigin { get; set; }

    /// <summary>The organization's id, <c>org-…</c>, sent as <c>OpenAI-Organization</c>. Not needed where the key belongs to one organization.</summary>
    public string? OrganizationId { get; set; }

    /// <summary>Where the API is. Must be https, unless it is on this machine, as the key goes with every request.</summary>
    public Uri BaseUrl { get; set; } = DefaultBaseUrl;

    /// <summary>The projects to read, <c>proj_…</c>; all of them where it is empty.</summary>
    public IList<string> ProjectIds { get; set; } = [];

    /// <summary>The line items whose costs are read, by their exact names; all of them where it is empty.</summary>
    public IList<string> LineItems { get; set; } = [];

    /// <summary>How many requests may be made each second in the long run; 0 sets no limit. Default 1, as OpenAI publishes no rate for these paths.</summary>
    public double RequestsPerSecond { get; set; } = 1;

    /// <summary>How many requests may be made at once after a pause; at least 1. Default 20.</summary>
    public int Burst { get; set; } = 20;

    /// <summary>
    /// How many rows one read may bring; more fail as malformed. It bounds the memory of a read, which was measured at 0.7
    /// kilobytes for each row of completions. Default 1,000,000: fifty for each label set of the default bound.
    /// </summary>
    public int MaxRowsPerRead { get; set; } = 1_000_000;

    /// <summary>Everything that keeps these options from being used. No message repeats a URL, which may hold a password.</summary>
    public ImmutableArray<OptionError> Validate() =>
    [
        .. OptionError.Unless(AdminKey is not null, nameof(AdminKey), "an admin key is needed"),
        .. OptionError.Unless(
            OrganizationId?.All(IsIdCharacter) ?? true, nameof(OrganizationId), $"\"{OrganizationId}\" was found; letters, digits, hyphens and underscores are needed, such as org-abc123"),
        .. OptionError.Unless(
            IsSecure(BaseUrl), nameof(BaseUrl), $"an https address is needed, such as {DefaultBaseUrl} (http only for this machine itself, so that the key never travels in clear)"),
        .. OptionError.Unless(
            !IsSecure(BaseUrl) || BaseUrl is { UserInfo: "", Query: "", Fragment: "" }, nameof(BaseUrl), $"an address without user, password, query or fragment is needed, such as {DefaultBaseUrl}"),
        .. OptionError.Unless(!ProjectIds.Any(string.IsNullOrWhiteSpace), nameof(ProjectIds), "a project id is blank"),
        .. OptionError.Unless(!LineItems.Any(string.IsNullOrWhiteSpace), nameof(LineItems), "a line item is blank"),
        .. OptionError.Unless(
            RequestsPerSecond == 0 || RateRange.Allows(RequestsPerSecond), nameof(RequestsPerSecond), "0, for no limit, or a number from 0.001 to 1000 is needed"),
        .. BurstRange.Check(nameof(Burst), Burst),
        .. OptionError.Unless(MaxRowsPerRead >= 1, nameof(MaxRowsPerRead), $"{MaxRowsPerRead} was found; 1 or more is needed"),
    ];

    private static bool IsSecure(Uri url) =>
        url.IsAbsoluteUri && url.Host.Length > 0 && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    private static bool IsIdCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';
}
