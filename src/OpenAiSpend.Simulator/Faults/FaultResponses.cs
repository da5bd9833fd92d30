using System.IO.Compression;
using System.Text;

namespace OpenAiSpend.Simulator;

/// <summary>Answers in place of the healthy server, or spoils how its answer travels.</summary>
internal sealed class FaultResponses(TimeProvider clock)
{
    private const string Json = "application/json";
    private const string ServerError = "The server had an error while processing your request. Sorry about that!";
    private const string RateLimit = "Rate limit reached for requests. Please try again later.";
    private const string BrokenError =
        """{"error":{"message":"Refused.","type":"invalid_request_error","param":"start\ud800","code":"\udc00refused"}}""";
    private const string WebPage =
        "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser.</body></html>";

    private static readonly string DeepNesting = "{\"object\":\"page\",\"data\":" + new string('[', 100_000) + new string(']', 100_000) + "}";

    private int _hanging;

    /// <summary>How many requests hang at the moment.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    /// <summary>Answers instead of the healthy server; false when the fault leaves that to it.</summary>
    public async Task<bool> AnswerInsteadAsync(HttpContext context, ApiRoute route, Fault fault, CancellationToken ct)
    {
        var response = context.Response;
        foreach (var (name, value) in fault.Headers ?? new Dictionary<string, string>())
            response.Headers[name] = value;
        if (fault.RetryAfter is { } retryAfter)
            response.Headers.RetryAfter = retryAfter;
        if (fault.RetryAfterMs is { } retryAfterMs)
            response.Headers["retry-after-ms"] = retryAfterMs;
        if (fault.Kind == FaultKind.Slow)
            await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs ?? 1000), fault.UsesMachineClock ? TimeProvider.System : clock, ct);
        if (fault.Kind == FaultKind.WrongDate)
            response.Headers.Date = clock.GetUtcNow().AddSeconds(fault.DateOffsetSeconds).ToString("R");
        var answer = fault.Kind switch
        {
            FaultKind.Status when fault.Body is null && !IsWithoutBody(fault.StatusCode) =>
                throw new ApiErrorException(fault.StatusCode ?? 500, ServerError, type: "server_error"),
            FaultKind.Status => WriteAsync(response, fault.Body ?? "", null, fault.StatusCode ?? 500, ct),
            FaultKind.BrokenError => WriteAsync(response, BrokenError, Json, fault.StatusCode ?? 500, ct),
            FaultKind.RateLimited => throw new ApiErrorException(429, RateLimit, null, "rate_limit_exceeded", "requests"),
            FaultKind.WrongKey => throw Authorization.WrongKey(Authorization.Presented(context.Request) ?? ""),
            FaultKind.MissingScope => throw Authorization.MissingScope(route.Scope),
            FaultKind.HangBeforeHeaders => HangAsync(ct),
            FaultKind.EmptyBody => WriteAsync(response, "", Json, 200, ct),
            FaultKind.Html => WriteAsync(response, WebPage, "text/html; charset=utf-8", 200, ct),
            FaultKind.GzipGarbage => WriteGarbageAsync(response, ct),
            FaultKind.HugeBody => WriteHugeAsync(response, fault.Bytes ?? 256 * 1024 * 1024, ct),
            FaultKind.DeepNesting => WriteAsync(response, DeepNesting, Json, 200, ct),
            _ => null,
        };
        await (answer ?? Task.CompletedTask);
        return answer is not null;
    }

    /// <summary>Sends a healthy body in a way that is not, or with contents that are not.</summary>
    public async Task SpoilAsync(HttpContext context, Fault fault, byte[] body, DateTimeOffset now, CancellationToken ct)
    {
        var response = context.Response;
        response.ContentType = Json;
        switch (fault.Kind)
        {
            case FaultKind.HangInBody:
            case FaultKind.CutInBody:
                response.ContentLength = body.Length;
                await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), ct);
                await response.Body.FlushAsync(ct);
                if (fault.Kind == FaultKind.HangInBody)
                    await HangAsync(ct);
                context.Abort();
                break;
            case FaultKind.TruncatedJson:
                await response.Body.WriteAsync(body.AsMemory(0, body.Length * 2 / 3), ct);
                break;
            default:
                await response.WriteAsync(new BodySpoiler(fault, now, Authorization.Presented(context.Request)).Spoil(body), ct);
                break;
        }
    }

    /// <summary>Those have no body by definition, and the server refuses to write one.</summary>
    private static bool IsWithoutBody(int? status) => status is 204 or 205 or 304;

    private static async Task WriteAsync(HttpResponse response, string body, string? contentType, int status, CancellationToken ct)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        if (body.Length == 0 && !IsWithoutBody(status))
            response.ContentLength = 0;
        else if (!IsWithoutBody(status))
            await response.WriteAsync(body, ct);
    }

    /// <summary>A good gzip header and nonsense behind it.</summary>
    private static async Task WriteGarbageAsync(HttpResponse response, CancellationToken ct)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write("{\"object\":\"page\"}"u8);
        var bytes = packed.ToArray();
        for (var i = 10; i < bytes.Length; i++)
            bytes[i] = (byte)(0xFF - bytes[i]);
        response.ContentType = Json;
        response.Headers.ContentEncoding = "gzip";
        await response.Body.WriteAsync(bytes, ct);
    }

    private static async Task WriteHugeAsync(HttpResponse response, int bytes, CancellationToken ct)
    {
        response.ContentType = Json;
        await response.WriteAsync("{\"object\":\"page\",\"padding\":\"", ct);
        var chunk = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
        for (var left = bytes; left > 0; left -= chunk.Length)
            await response.Body.WriteAsync(chunk.AsMemory(0, Math.Min(left, chunk.Length)), ct);
        await response.WriteAsync("\",\"data\":[],\"has_more\":false,\"next_page\":null}", ct);
    }

    private async Task HangAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref _hanging);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        }
        finally
        {
            Interlocked.Decrement(ref _hanging);
        }
    }
}
