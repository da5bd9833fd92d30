using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Failures;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>
/// Makes requests: through the gate, with the one retry layer around <em>send, read and parse</em>. It cannot sit
/// inside a <see cref="DelegatingHandler"/>, which is done when the headers are there: a connection that is cut in the
/// middle of a body, as happens to long ones, would be out of its reach.
/// </summary>
internal sealed partial class RequestPipeline : IDisposable
{
    /// <summary>The most bytes of a body, counted when decompressed.</summary>
    public const long MaxBodyBytes = 128L * 1024 * 1024;

    private const long MaxErrorBytes = 16 * 1024;
    private const int ExcerptBytes = 400;
    private const int ExcerptLength = 80;

    private readonly string _organization;
    private readonly AdminKey _key;
    private readonly ApiClient _client;
    private readonly RequestGate _gate;
    private readonly RequestRetry _retry;
    private readonly IRequestObserver _observer;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;

    /// <summary>Makes the pipeline of one organization.</summary>
    /// <exception cref="ArgumentException">The options cannot be used; the message says why.</exception>
    public RequestPipeline(
        OpenAiOptions options, IRequestObserver observer, TimeProvider clock, ILogger log, HttpMessageHandler? handler)
    {
        _organization = options.OrganizationName;
        _key = options.AdminKey ?? throw new ArgumentException("There is no admin key.", nameof(options));
        if (!double.IsFinite(options.RequestsPerSecond) || options.RequestsPerSecond < 0)
        {
            throw new ArgumentException("The requests per second must be 0 or more.", nameof(options));
        }

        if (options.Burst < 1)
        {
            throw new ArgumentException("The burst must be 1 or more.", nameof(options));
        }

        _client = new ApiClient(options, handler);
        _gate = new RequestGate(options.RequestsPerSecond, options.Burst, clock);
        _retry = new RequestRetry(_organization, observer, clock);
        _observer = observer;
        _clock = clock;
        _log = log;
    }

    /// <summary>Makes a request until it succeeds or is not worth another attempt.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parse">Makes something of the body, or throws <see cref="UnexpectedBodyException"/>. The bytes are only lent.</param>
    /// <param name="deadline">When the read that this is a part of must be over.</param>
    /// <exception cref="ApiFailureException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed, or the caller wants no more.</exception>
    public Task<T> GetAsync<T>(ApiRequest request, Func<ReadOnlySequence<byte>, T> parse, ReadDeadline deadline) =>
        _retry.RunAsync(() => AttemptAsync(request, parse, deadline), request, deadline);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _gate.Dispose();
    }

    private async Task<T> AttemptAsync<T>(ApiRequest request, Func<ReadOnlySequence<byte>, T> parse, ReadDeadline deadline)
    {
        await _gate.EnterAsync(request.Priority, deadline.Token);

        // Asked for at each attempt, so that a key that was changed in its file is used at once.
        var secret = _key.Secret;
        var text = new ServerText(secret);
        int? status = null;
        var startedAt = _clock.GetTimestamp();
        using var silence = new SilenceTimeout(_clock, deadline.Token);
        try
        {
            using var response = await _client.GetAsync(request.PathAndQuery, secret, silence.Token);
            status = (int)response.StatusCode;
            using var body = new ResponseBody();
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw await RefusalAsync(response, body, request, text, silence);
            }

            if (!await body.ReadAsync(await response.Content.ReadAsStreamAsync(silence.Token), MaxBodyBytes, silence))
            {
                throw new ApiFailureException(
                    PollOutcome.Malformed,
                    $"The answer for {request.Surface} is larger than {MaxBodyBytes / (1024 * 1024)} MiB: look for a proxy that answers in OpenAI's place, or take a dimension out of group_by.")
                {
                    IsTooLarge = true,
                };
            }

            return Parse(request, response, body.Bytes, parse, text);
        }
        catch (OperationCanceledException) when (!deadline.Token.IsCancellationRequested)
        {
            throw silence.Expired ? NetworkFailure.Silent(_client.BaseUrl) : NetworkFailure.NotConnected(_client.BaseUrl);
        }
        catch (HttpRequestException failure)
        {
            throw NetworkFailure.Of(failure, _client.BaseUrl);
        }
        catch (IOException)
        {
            throw NetworkFailure.Cut(_client.BaseUrl);
        }
        catch (InvalidDataException)
        {
            throw new ApiFailureException(
                PollOutcome.Malformed, $"The answer for {request.Surface} cannot be decompressed: something between here and OpenAI damages it.");
        }
        finally
        {
            Log(request, status, startedAt, text);
            _observer.RequestEnded(_organization, request.Surface, status);
        }
    }

    private void Log(ApiRequest request, int? status, long startedAt, ServerText text)
    {
        if (!_log.IsEnabled(LogLevel.Debug))
        {
            return;
        }

        // The query holds the server's cursor, which is text like any other that a server sends.
        var pathAndQuery = text.Clean(request.PathAndQuery);
        var milliseconds = _clock.GetElapsedTime(startedAt).TotalMilliseconds;
        LogRequest(_organization, pathAndQuery, status, milliseconds);
    }

    private async Task<ApiFailureException> RefusalAsync(
        HttpResponseMessage response, ResponseBody body, ApiRequest request, ServerText text, SilenceTimeout silence)
    {
        try
        {
            await body.ReadAsync(await response.Content.ReadAsStreamAsync(silence.Token), MaxErrorBytes, silence);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException
            || (e is OperationCanceledException && silence.Expired))
        {
            // The status says enough, and what came of the body is shown.
        }

        var bytes = body.Bytes;
        var error = ApiError.Parse(
            (int)response.StatusCode, bytes.Slice(0, Math.Min(bytes.Length, MaxErrorBytes)).ToArray(), text);
        return StatusFailure.Of(error, request, _client.BaseUrl.Authority, RequestedRest.Of(response.Headers, _clock.GetUtcNow()));
    }

    private static T Parse<T>(
        ApiRequest request, HttpResponseMessage response, ReadOnlySequence<byte> bytes, Func<ReadOnlySequence<byte>, T> parse, ServerText text)
    {
        try
        {
            return parse(bytes);
        }
        catch (UnexpectedBodyException unexpected)
        {
            var excerpt = text.Clean(Encoding.UTF8.GetString(bytes.Slice(0, Math.Min(bytes.Length, ExcerptBytes)).ToArray()));
            var contentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values)
                ? text.Clean(values.ToString())
                : "";
            var came = bytes.IsEmpty ? "an empty body" : $"{bytes.Length} bytes beginning with \"{ServerText.Shorten(excerpt, ExcerptLength)}\"";
            throw new ApiFailureException(
                PollOutcome.Malformed,
                $"The answer for {request.Surface} makes no sense: {unexpected.Message}. It is {came}, "
                + (contentType.Length == 0 ? "without a content type." : $"of type {ServerText.Shorten(contentType, ExcerptLength)}."));
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Request of {Organization}: GET {PathAndQuery} got {Status} in {Milliseconds} ms")]
    private partial void LogRequest(string organization, string pathAndQuery, int? status, double milliseconds);
}
