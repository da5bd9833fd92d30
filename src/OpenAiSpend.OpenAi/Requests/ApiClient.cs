using System.Net;
using System.Net.Http.Headers;
using System.Reflection;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>One organization's HTTP client: where requests go and what is sent along.</summary>
internal sealed class ApiClient : IDisposable
{
    private static readonly string Version =
        typeof(ApiClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly HttpClient _http;
    private readonly string _prefix;
    private readonly string? _organizationId;

    /// <summary>Makes the client.</summary>
    /// <param name="options">Where requests go.</param>
    /// <param name="handler">Answers in place of the network; it is not disposed of.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message says why.</exception>
    public ApiClient(OpenAiOptions options, HttpMessageHandler? handler)
    {
        BaseUrl = Checked(options.BaseUrl);
        _prefix = BaseUrl.AbsoluteUri.TrimEnd('/') + "/";
        _organizationId = string.IsNullOrWhiteSpace(options.OrganizationId) ? null : options.OrganizationId.Trim();
        if (_organizationId is not null && !_organizationId.All(IsIdCharacter))
        {
            throw new ArgumentException("The organization id may hold only letters, digits, hyphens and underscores.", nameof(options));
        }

        _http = new HttpClient(handler ?? Network(), disposeHandler: handler is null)
        {
            // Deadlines are those of a read and of silence, on the clock that tests can move.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Where the API is.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Sends a GET and returns when the headers of the answer are there.</summary>
    public async Task<HttpResponseMessage> GetAsync(string pathAndQuery, string secret, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_prefix + pathAndQuery));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("openai-spend-exporter", Version));
        if (_organizationId is not null)
        {
            message.Headers.Add("OpenAI-Organization", _organizationId);
        }

        return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler Network() => new()
    {
        // A redirect could carry the key to another host.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        UseCookies = false,
    };

    private static Uri Checked(Uri? url)
    {
        if (url is not { IsAbsoluteUri: true } || url.Host.Length == 0)
        {
            throw new ArgumentException("The base URL must be a whole URL such as https://api.openai.com/v1.", nameof(url));
        }

        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        {
            throw new ArgumentException($"The base URL must be https, as the admin key goes with every request; plain http is only for this machine. It is {url.Scheme}://{url.Authority}.", nameof(url));
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw new ArgumentException("The base URL must have no user, password, query or fragment.", nameof(url));
        }

        return url;
    }

    private static bool IsIdCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';
}
