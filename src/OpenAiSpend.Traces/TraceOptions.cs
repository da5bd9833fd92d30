using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using OpenAiSpend.Domain.Options;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Traces;

/// <summary>How to reach a server with Prometheus' query API, and which labels of the services' token counters mean what.</summary>
public sealed partial class TraceOptions
{
    /// <summary>What <see cref="Timeout"/> may be.</summary>
    public static readonly OptionRange<TimeSpan> TimeoutRange = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));

    /// <summary>The organization whose bill the tokens are on.</summary>
    public string Organization { get; set; } = string.Empty;

    /// <summary>The server, with the path before <c>/api/v1</c> if it has one. Required.</summary>
    public Uri? PrometheusUrl { get; set; }

    /// <summary>The label that names the customer. Default <c>customer_id</c>.</summary>
    public string CustomerLabel { get; set; } = "customer_id";

    /// <summary>The label that holds OpenAI's id of the project; null, the default, where none does, and all projects are one pool.</summary>
    public string? ProjectLabel { get; set; }

    /// <summary>How long one query may take, retries included. Default a minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Who asks, or null where the server wants no user. Default null.</summary>
    public string? Username { get; set; }

    /// <summary>The password of <see cref="Username"/>, or else a bearer token. Default none.</summary>
    public SecretFile? Secret { get; set; }

    /// <summary>Headers of every request, such as <c>X-Scope-OrgID</c>. Their values are shown nowhere. Default none.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The only certificate authorities to trust; null, the default, for those of the machine.</summary>
    public X509Certificate2Collection? Authorities { get; set; }

    /// <summary>What the tokens are broken down by.</summary>
    public ImmutableArray<Dimension> GroupBy => ProjectLabel is null ? Surface.Traces.GroupBy.Remove(Dimension.ProjectId) : Surface.Traces.GroupBy;

    /// <summary>Everything that keeps these options from being used. No message repeats a URL, which may hold a password.</summary>
    public ImmutableArray<OptionError> Validate() =>
    [
        .. OptionError.Unless(
            PrometheusUrl is { IsAbsoluteUri: true, Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" } url && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps),
            nameof(PrometheusUrl), "an http or https address without user, password, query or fragment is needed, such as http://prometheus:9090"),
        .. OptionError.Unless(LabelName().IsMatch(CustomerLabel), nameof(CustomerLabel), NoLabel(CustomerLabel)),
        .. OptionError.Unless(ProjectLabel is null || LabelName().IsMatch(ProjectLabel), nameof(ProjectLabel), NoLabel(ProjectLabel)),
        .. OptionError.Unless(ProjectLabel != CustomerLabel, nameof(ProjectLabel), $"\"{ProjectLabel}\" is the customer's label already"),
        .. TimeoutRange.Check(nameof(Timeout), Timeout),
        .. OptionError.Unless(
            Headers.All(static header => HeaderName().IsMatch(header.Key) && header.Value.All(static c => c is >= ' ' and < '\x7f')),
            nameof(Headers), "names of letters, digits and hyphens, with values of visible ASCII characters, are needed"),
        .. OptionError.Unless(
            !Headers.Keys.Any(static name => name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)),
            nameof(Headers), "Authorization is not set here: use basic_auth or bearer_token_file, which are read again when they change"),
    ];

    private static string NoLabel(string? name) => $"\"{name}\" was found; the name of a label is needed: letters, digits and underscores, and no digit first";

    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"\A[a-zA-Z0-9-]+\z")]
    private static partial Regex HeaderName();
}
