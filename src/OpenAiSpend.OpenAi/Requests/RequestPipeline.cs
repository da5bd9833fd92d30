using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Options;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Failures;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>One GET.</summary>
/// <param name="Surface">What it is made for, as it is counted.</param>
/// <param name="PathAndQuery">What follows the base URL, percent-encoded, without a leading slash.</param>
/// <param name="Priority">Whether it goes before others that wait.</param>
internal sealed record ApiRequest(Surface Surface, string PathAndQuery, RequestPriority Priority);

/// <summary>An answer with status 200.</summary>
/// <param name="Body">The body. The bytes are only lent.</param>
/// <param name="Text">Makes its texts fit to be kept.</param>
/// <param name="ServerTime">When the server says that it answered, or null where it does not say.</param>
internal readonly record struct ApiAnswer(ReadOnlySequence<byte> Body, ServerText Text, DateTimeOffset? ServerTime);

/// <summary>
/// Makes requests: through the limiter, with the one retry layer around <em>send, read and parse</em>. It cannot sit
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
    private readonly RateLimiter _limiter;
    private readonly RequestRetry _retry;
    private readonly IRequestObserver? _observer;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;

    /// <summary>Makes the pipeline of one organization.</summary>
    /// <exception cref="ArgumentException">The options cannot be used; the message says why.</exception>
    public RequestPipeline(
        OpenAiOptions options, IRequestObserver? observer, TimeProvider clock, ILogger log, HttpMessageHandler? handler)
    {
        _organization = options.OrganizationName;
        OptionError.ThrowIfAny(options.Validate(), nameof(options));
        _key = options.AdminKey!;
        _client = new ApiClient(options, handler);
        _limiter = new RateLimiter(options.RequestsPerSecond, options.Burst, clock);
        _retry = new RequestRetry(_organization, observer, clock);
        _observer = observer;
        _clock = clock;
        _log = log;
    }

    /// <summary>Makes a request until it succeeds or is not worth another attempt.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parse">Makes something of the answer, or throws <see cref="UnexpectedBodyException"/>.</param>
    /// <param name="deadline">When the read that this is a part of must be over.</param>
    /// <exception cref="ApiFailureException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed, or the caller wants no more.</exception>
    public Task<T> GetAsync<T>(ApiRequest request, Func<ApiAnswer, T> parse, ReadDeadline deadline) =>
        _retry.RunAsync(() => AttemptAsync(request, parse, deadline), request, deadline);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _limiter.Dispose();
    }

    private async Task<T> AttemptAsync<T>(ApiRequest request, Func<ApiAnswer, T> parse, ReadDeadline deadline)
    {
        await _limiter.AcquireAsync(request.Priority, deadline.Token);

        // Asked for at each attempt, so that a key that was changed in its file is used at once.
        var secret = _key.Secret;
        var text = new ServerText(secret);
        int? status = null;
        var startedAt = _clock.GetTimestamp();
        using var idle = new IdleTimeout(_clock, deadline.Token);
        try
        {
            using var response = await _client.GetAsync(request.PathAndQuery, secret, idle.Token);
            status = (int)response.StatusCode;
            using var body = new ResponseBody();
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw await RefusalAsync(response, body, request, text, idle);
            }

            if (!await body.ReadAsync(await response.Content.ReadAsStreamAsync(idle.Token), MaxBodyBytes, idle))
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
            throw idle.Expired ? NetworkFailure.Idle(_client) : NetworkFailure.NotConnected(_client);
        }
        catch (HttpRequestException failure)
        {
            throw NetworkFailure.Of(failure, _client);
        }
        catch (IOException)
        {
            throw NetworkFailure.Cut(_client);
        }
        catch (InvalidDataException)
        {
            throw new ApiFailureException(
                PollOutcome.Malformed, $"The answer for {request.Surface} cannot be decompressed: something between here and OpenAI damages it.");
        }
        finally
        {
            if (_log.IsEnabled(LogLevel.Debug))
            {
                // The query holds the server's cursor, which is text like any other that a server sends.
                var pathAndQuery = text.Clean(request.PathAndQuery);
                var milliseconds = _clock.GetElapsedTime(startedAt).TotalMilliseconds;
                LogRequest(_organization, pathAndQuery, status, milliseconds);
            }

            _observer?.RequestEnded(_organization, request.Surface, status);
        }
    }

    private async Task<ApiFailureException> RefusalAsync(
        HttpResponseMessage response, ResponseBody body, ApiRequest request, ServerText text, IdleTimeout idle)
    {
        try
        {
            await body.ReadAsync(await response.Content.ReadAsStreamAsync(idle.Token), MaxErrorBytes, idle);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException
            || (e is OperationCanceledException && idle.Expired))
        {
            // The status says enough, and what came of the body is shown.
        }

        var bytes = body.Bytes;
        var error = ApiError.Parse(
            (int)response.StatusCode, WithoutMark(bytes.Slice(0, Math.Min(bytes.Length, MaxErrorBytes))).ToArray(), text);
        return StatusFailure.Of(error, request, _client.BaseUrl.Authority, RetryAfterHeader.Of(response.Headers, _clock.GetUtcNow()));
    }

    private static ReadOnlySequence<byte> WithoutMark(ReadOnlySequence<byte> bytes) =>
        bytes.FirstSpan.StartsWith("\uFEFF"u8) ? bytes.Slice(3) : bytes;

    private static T Parse<T>(
        ApiRequest request, HttpResponseMessage response, ReadOnlySequence<byte> bytes, Func<ApiAnswer, T> parse, ServerText text)
    {
        try
        {
            return parse(new ApiAnswer(WithoutMark(bytes), text, response.Headers.Date));
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
