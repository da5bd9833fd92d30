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
    /// <param name="options">Where requests go; they have been checked.</param>
    /// <param name="handler">Answers in place of the network; it is not disposed of.</param>
    public ApiClient(OpenAiOptions options, HttpMessageHandler? handler)
    {
        BaseUrl = options.BaseUrl;
        _prefix = BaseUrl.AbsoluteUri.TrimEnd('/') + "/";
        _organizationId = string.IsNullOrEmpty(options.OrganizationId) ? null : options.OrganizationId;
        var network = handler ?? Network(TunnelOnlyProxy.OfSystem);
        Proxy = (network as SocketsHttpHandler)?.Proxy?.GetProxy(BaseUrl);
        _http = new HttpClient(network, disposeHandler: handler is null)
        {
            // ReadDeadline and IdleTimeout are used instead, on the clock that tests can move.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Where the API is.</summary>
    public Uri BaseUrl { get; }

    /// <summary>The proxy between here and there, or null where there is none.</summary>
    public Uri? Proxy { get; }

    /// <summary>What requests are sent with.</summary>
    public static SocketsHttpHandler Network(IWebProxy proxy) => new()
    {
        Proxy = proxy,

        // A redirect could carry the key to another host.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        UseCookies = false,
    };

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
}
