using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using Polly;
using Polly.Retry;

namespace OpenAiSpend.Traces.Requests;

/// <summary>Asks a server with Prometheus' API, with the one retry layer: whatever goes wrong becomes one of the outcomes, with a sentence that says what to do.</summary>
internal sealed class PrometheusClient : IDisposable
{
    /// <summary>The most bytes of an answer, counted when decompressed.</summary>
    public const int MaxBodyBytes = 128 * 1024 * 1024;

    private const int MaxRetries = 2;
    private const int QuoteLength = 200;

    private readonly TraceOptions _options;
    private readonly string _prefix;
    private readonly string _host;
    private readonly HttpClient _http;
    private readonly IRequestObserver? _observer;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline _retry;

    /// <summary>Makes the client.</summary>
    /// <param name="options">Where requests go; they have been checked.</param>
    /// <param name="observer">Hears of every request, or null.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="handler">Answers in place of the network, or null.</param>
    public PrometheusClient(TraceOptions options, IRequestObserver? observer, TimeProvider clock, HttpMessageHandler? handler)
    {
        _options = options;
        _observer = observer;
        _clock = clock;
        _prefix = options.PrometheusUrl!.AbsoluteUri.TrimEnd('/') + "/api/v1/";
        _host = options.PrometheusUrl.Authority;
        _http = new HttpClient(handler ?? Network(options), disposeHandler: handler is null)
        {
            // The deadline is on the clock that tests can move.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxBodyBytes,
        };
        _retry = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = MaxRetries,
                Delay = TimeSpan.FromSeconds(1),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<PrometheusFailureException>(static failure => failure.MayPass),
                OnRetry = retry =>
                {
                    _observer?.RequestRetried(_options.Organization, Surface.Traces, ((PrometheusFailureException)retry.Outcome.Exception!).Outcome);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>Asks, within the time that one query may take.</summary>
    /// <param name="path">What follows <c>/api/v1/</c>.</param>
    /// <param name="form">The parameters.</param>
    /// <param name="type">What the answer's <c>data</c> is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SpendSourceException">There is no whole answer.</exception>
    public async Task<T> AskAsync<T>(string path, IReadOnlyList<KeyValuePair<string, string>> form, JsonTypeInfo<PrometheusAnswerDto<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        using var timer = new CancellationTokenSource(_options.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await _retry.ExecuteAsync(async token => await AttemptAsync(path, form, type, token), either.Token);
        }
        catch (PrometheusFailureException failure)
        {
            throw new SpendSourceException(failure.Outcome, failure.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SpendSourceException(
                PollOutcome.Timeout,
                $"{_host} did not answer within {_options.Timeout.TotalSeconds:0} s: raise traces.timeout, or lower traces.history.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler Network(TraceOptions options) => new()
    {
        // A redirect could carry the password to another host.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        UseCookies = false,

        // A proxy of the system is for the internet; this server is a neighbour, and plain http would show it the password.
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = options.Authorities is { } authorities ? Trusting(authorities) : null,
        },
    };

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private async Task<T> AttemptAsync<T>(string path, IReadOnlyList<KeyValuePair<string, string>> form, JsonTypeInfo<PrometheusAnswerDto<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        var secret = _options.Secret?.Value;
        int? status = null;
        try
        {
            using var request = Request(path, form, secret);
            using var response = await _http.SendAsync(request, cancellationToken);
            status = (int)response.StatusCode;
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return Read(status.Value, body, type, new Redaction(secret, _options.Headers.Values));
        }
        catch (HttpRequestException failure)
        {
            throw Failure(failure);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            throw new PrometheusFailureException(PollOutcome.Network, $"The connection to {_host} was cut before the answer was complete.", mayPass: true);
        }
        finally
        {
            _observer?.RequestEnded(_options.Organization, Surface.Traces, status);
        }
    }

    private HttpRequestMessage Request(string path, IReadOnlyList<KeyValuePair<string, string>> form, string? secret)
    {
        // Asked by POST, as a query may be longer than servers and proxies allow an address to be.
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_prefix + path)) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization =
            _options.Username is { } user ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")))
            : secret is not null ? new AuthenticationHeaderValue("Bearer", secret)
            : null;
        foreach (var (name, value) in _options.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private T Read<T>(int status, byte[] body, JsonTypeInfo<PrometheusAnswerDto<T>> type, Redaction redaction)
        where T : class
    {
        PrometheusAnswerDto<T>? answer = null;
        var isJson = true;
        try
        {
            answer = JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            isJson = false;
        }

        if (status != (int)HttpStatusCode.OK)
        {
            throw Refusal(status, answer?.ErrorType, redaction.Line(answer?.Error, QuoteLength));
        }

        return answer is { Status: "success", Data: { } data } ? data : throw new PrometheusFailureException(
            PollOutcome.Malformed,
            $"The answer of {_host} is not that of Prometheus' query API{(isJson ? string.Empty : $": {body.Length} bytes that begin with \"{redaction.Line(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, QuoteLength))), QuoteLength / 2)}\"")}. "
            + "Look for a proxy or a login page that answers in its place, and check traces.prometheus_url.");
    }

    private PrometheusFailureException Refusal(int status, string? errorType, string said)
    {
        var quote = said.Length == 0 ? string.Empty : $": \"{said}\"";
        return status switch
        {
            401 => new(PollOutcome.Unauthorized, $"{_host} refuses the user, password or token (401){quote}. Check traces.basic_auth or traces.bearer_token_file."),
            403 => new(PollOutcome.Forbidden, $"{_host} forbids the query (403){quote}. Check what the user or tenant may read, and traces.headers."),
            404 => new(PollOutcome.BadRequest, $"{_host} has no query API there (404){quote}. Check the path of traces.prometheus_url."),
            408 => new(PollOutcome.Timeout, $"{_host} gave up waiting (408){quote}.", mayPass: true),
            422 => new(PollOutcome.BadRequest, $"{_host} cannot answer the query (422){quote}. Lower traces.history, raise its limits, or record the counters with fewer series."),
            429 => new(PollOutcome.RateLimited, $"{_host} asks for fewer queries (429){quote}.", mayPass: true),
            503 when errorType == "timeout" => new(PollOutcome.Timeout, $"{_host} gave the query up (503){quote}. Lower traces.history, or raise its query timeout."),
            >= 500 => new(PollOutcome.ServerError, $"{_host} failed to answer ({status}){quote}.", mayPass: true),
            >= 400 => new(PollOutcome.BadRequest, $"{_host} does not accept the query ({status}){quote}."),
            >= 300 => new(PollOutcome.BadRequest, $"{_host} redirects the query ({status}): traces.prometheus_url is probably wrong. The password is never sent on to another address."),
            _ => new(PollOutcome.Malformed, $"{_host} answers with status {status}, which Prometheus does not."),
        };
    }

    // The messages of the exceptions are not used: they may quote what the server sent.
    private PrometheusFailureException Failure(HttpRequestException failure) => (failure.HttpRequestError, (failure.InnerException as SocketException)?.SocketErrorCode) switch
    {
        (HttpRequestError.ConfigurationLimitExceeded, _) => new(
            PollOutcome.Malformed,
            $"The answer of {_host} is larger than {MaxBodyBytes / (1024 * 1024)} MiB: lower traces.history, or look at how many values the label of traces.customer_label has."),
        (HttpRequestError.NameResolutionError, _) => new(PollOutcome.Network, $"The host of {_host} is unknown: check DNS and traces.prometheus_url.", mayPass: true),
        (_, SocketError.ConnectionRefused) => new(PollOutcome.Network, $"{_host} refuses connections: check traces.prometheus_url, and that the server runs.", mayPass: true),
        (HttpRequestError.SecureConnectionError, _) => new(PollOutcome.Network, $"The TLS handshake with {_host} failed: check its certificate, and traces.ca_file.", mayPass: true),
        (HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError, _) => new(PollOutcome.Malformed, $"What {_host} sends is not proper HTTP: check traces.prometheus_url."),
        (HttpRequestError.ConnectionError, _) => new(PollOutcome.Network, $"No connection to {_host} could be made.", mayPass: true),
        _ => new(PollOutcome.Network, $"The connection to {_host} was cut before the answer was complete.", mayPass: true),
    };
}
