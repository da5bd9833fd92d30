namespace OpenAiSpend.Exposition.Otlp;

/// <summary>
/// The HTTP client of all exporters, which share its connections. It remembers why the last request failed: the
/// exporters of OpenTelemetry only say that it did.
/// </summary>
internal sealed class CollectorClient : HttpClient
{
    private const string GrpcStatus = "grpc-status";
    private const string GrpcOk = "0";

    private readonly HttpClient _client;

    /// <summary>Sends by another client.</summary>
    /// <param name="client">The client, which has the certificates that the environment names.</param>
    public CollectorClient(HttpClient client)
    {
        _client = client;
        Timeout = client.Timeout;
    }

    /// <summary>Why the last request failed, or null where it did not.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>Gives up the request that is under way.</summary>
    public void Cancel() => _client.CancelPendingRequests();

    /// <inheritdoc/>
    public override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Judged(_client.Send(request, cancellationToken));
        }
        catch (Exception failure) when (Remembers(failure))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Judged(await _client.SendAsync(request, cancellationToken));
        }
        catch (Exception failure) when (Remembers(failure))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _client.Dispose();
        }

        base.Dispose(disposing);
    }

    // gRPC answers 200 whatever happens, and says how it went at the end.
    private HttpResponseMessage Judged(HttpResponseMessage response)
    {
        var grpc = response.TrailingHeaders.Concat(response.Headers)
            .FirstOrDefault(static header => header.Key.Equals(GrpcStatus, StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
        LastFailure = !response.IsSuccessStatusCode ? $"HTTP status {(int)response.StatusCode} ({response.ReasonPhrase})"
            : grpc is not (null or GrpcOk) ? $"gRPC status {grpc}"
            : null;
        return response;
    }

    private bool Remembers(Exception failure)
    {
        LastFailure = failure is OperationCanceledException ? "no answer in time" : (failure.InnerException ?? failure).Message;
        return false;
    }
}
