using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using OpenAiSpend.Exposition.Telemetry;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Serving;

/// <summary>
/// Answers a scrape: the newest exposition, which is copied as it lies there, then the exporter's own metrics where the host
/// has them, which are written on the spot. Before the first exposition the answer is the exporter's own metrics alone.
/// </summary>
public sealed class MetricsEndpoint
{
    private const string ScrapeTimeout = "X-Prometheus-Scrape-Timeout-Seconds";
    private const double LongestTimeout = 24 * 60 * 60;

    // Kestrel copies what a write cannot send at once, and keeps that memory for ever: a write must not be large.
    private const int SliceBytes = 64 * 1024;

    private readonly ExpositionStore _store;
    private readonly OwnMetrics? _own;
    private readonly TimeProvider _clock;

    internal MetricsEndpoint(ExpositionStore store, OwnMetrics? own, TimeProvider? clock)
    {
        (_store, _own) = (store, own);
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>
    /// Answers GET and HEAD, in the text formats 0.0.4 and 1.0.0 or OpenMetrics 1.0.0 as <c>Accept</c> prefers, compressed where
    /// <c>Accept-Encoding</c> allows it. What Prometheus no longer waits for, by <c>X-Prometheus-Scrape-Timeout-Seconds</c>,
    /// is cut off, so that a reader that has gone to sleep holds no exposition for ever.
    /// </summary>
    /// <exception cref="OperationCanceledException">The scraper went away.</exception>
    public async Task WriteAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (request, response) = (context.Request, context.Response);
        var contentType = ScrapeNegotiation.ContentType(request.Headers.Accept);
        var isCompressed = ScrapeNegotiation.AcceptsGzip(request.Headers.AcceptEncoding);
        var (exposition, live) = _own is null
            ? (_store.Current, ScrapeNegotiation.End(contentType))
            : await _own.WriteAsync(contentType, context.RequestAborted);
        var (spend, health) = (exposition?.Spend ?? RenderedText.Empty, exposition?.Health ?? RenderedText.Empty);
        var body = isCompressed ? Compressed(spend, health, live) : [.. spend.Plain.Chunks, .. health.Plain.Chunks, .. live.Chunks];

        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = contentType;
        response.ContentLength = body.Sum(chunk => (long)chunk.Length);
        response.Headers.Vary = $"{HeaderNames.Accept}, {HeaderNames.AcceptEncoding}";
        if (isCompressed)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        if (HttpMethods.IsHead(request.Method))
        {
            return;
        }

        using var tooLate = new CancellationTokenSource(Patience(request), _clock);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, context.RequestAborted);
        try
        {
            foreach (var chunk in body)
            {
                for (var start = 0; start < chunk.Length; start += SliceBytes)
                {
                    await response.Body.WriteAsync(chunk[start..Math.Min(start + SliceBytes, chunk.Length)], cancelled.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The headers are out, so that only a cut connection says that the exposition is not whole.
            context.Abort();
        }
    }

    private static TimeSpan Patience(HttpRequest request) =>
        double.TryParse(request.Headers[ScrapeTimeout], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < LongestTimeout
            ? TimeSpan.FromSeconds(seconds)
            : Timeout.InfiniteTimeSpan;

    // Each piece is a write to the socket of its own, so there are two.
    private static ReadOnlyMemory<byte>[] Compressed(RenderedText spend, RenderedText health, ChunkedBuffer live) =>
        [spend.Compressed.Start, GzipPart.End(spend.Compressed, health.Compressed, GzipPart.Compress(live, RenderedText.Compression))];
}
