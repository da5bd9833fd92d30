using System.IO.Compression;
using System.Text;

namespace OpenAiSpend.Simulator;

/// <summary>Answers in place of the healthy server, or spoils how its answer travels.</summary>
internal sealed class FaultyAnswers(TimeProvider clock)
{
    private int _hanging;

    private const int NestingDepth = 100_000;
    private const string ServerError = "The server had an error while processing your request. Sorry about that!";
    private const string RateLimit = "Rate limit reached for requests. Please try again later.";
    private const string WebPage =
        "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser.</body></html>";

    /// <summary>How many requests hang at the moment.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    /// <summary>Answers instead of the healthy server; false when the fault leaves that to it.</summary>
    public async Task<bool> AnswerInsteadAsync(HttpContext context, ApiRoute route, Fault fault, CancellationToken ct)
    {
        var response = context.Response;
        foreach (var (name, value) in fault.Headers)
            response.Headers[name] = value;
        switch (fault.Kind)
        {
            case FaultKind.Status when fault.Body is not null:
                response.StatusCode = fault.StatusCode;
                // Those have no body by definition, and the server refuses to write one.
                if (fault.StatusCode is not (204 or 205 or 304))
                    await response.WriteAsync(fault.Body, ct);
                return true;
            case FaultKind.Status when fault.StatusCode is 204 or 205 or 304:
                response.StatusCode = fault.StatusCode;
                return true;
            case FaultKind.Status:
                await JsonResponses.WriteErrorAsync(response, fault.StatusCode, ServerError, "server_error", null, null);
                return true;
            case FaultKind.RateLimited:
                await JsonResponses.WriteErrorAsync(response, 429, RateLimit, "requests", null, "rate_limit_exceeded");
                return true;
            case FaultKind.Slow:
                await Task.Delay(fault.Delay, fault.UsesMachineClock ? TimeProvider.System : clock, ct);
                return false;
            case FaultKind.HangBeforeHeaders:
                await HangAsync(ct);
                return true;
            case FaultKind.EmptyBody:
                response.ContentType = "application/json";
                response.ContentLength = 0;
                return true;
            case FaultKind.Html:
                response.ContentType = "text/html; charset=utf-8";
                await response.WriteAsync(WebPage, ct);
                return true;
            case FaultKind.GzipGarbage:
                response.ContentType = "application/json";
                response.Headers.ContentEncoding = "gzip";
                await response.Body.WriteAsync(Garbage(), ct);
                return true;
            case FaultKind.HugeBody:
                await WriteHugeAsync(response, fault.Bytes, ct);
                return true;
            case FaultKind.DeepNesting:
                response.ContentType = "application/json";
                await response.WriteAsync($"{{\"object\":\"page\",\"data\":{new string('[', NestingDepth)}{new string(']', NestingDepth)}}}", ct);
                return true;
            case FaultKind.WrongKey:
                throw KeyCheck.WrongKey(KeyCheck.Presented(context.Request) ?? "");
            case FaultKind.MissingScope:
                throw KeyCheck.MissingScope(route.Scope);
            default:
                return false;
        }
    }

    /// <summary>Sends a healthy body in a way that is not, or with contents that are not.</summary>
    public async Task SpoilAsync(HttpContext context, Fault fault, byte[] body, DateTimeOffset now, CancellationToken ct)
    {
        var response = context.Response;
        response.ContentType = "application/json";
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
                await response.Body.WriteAsync(BodySpoiler.Spoil(fault, body, now), ct);
                break;
        }
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

    /// <summary>A good gzip header and nonsense behind it.</summary>
    private static byte[] Garbage()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write("{\"object\":\"page\"}"u8);
        var bytes = packed.ToArray();
        for (var i = 10; i < bytes.Length; i++)
            bytes[i] = (byte)(0xFF - bytes[i]);
        return bytes;
    }

    private static async Task WriteHugeAsync(HttpResponse response, long bytes, CancellationToken ct)
    {
        response.ContentType = "application/json";
        await response.WriteAsync("{\"object\":\"page\",\"padding\":\"", ct);
        var chunk = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
        for (var left = bytes; left > 0; left -= chunk.Length)
            await response.Body.WriteAsync(chunk.AsMemory(0, (int)Math.Min(left, chunk.Length)), ct);
        await response.WriteAsync("\",\"data\":[],\"has_more\":false,\"next_page\":null}", ct);
    }
}
