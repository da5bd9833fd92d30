using System.Collections.Concurrent;
using OpenAiSpend.Accounting;

namespace OpenAiSpend.Exporter.Web;

/// <summary>
/// Cuts off responses that take too long, so that readers that do not read hold neither a connection nor an old exposition
/// for ever. Kestrel's minimum rate cannot see them: it counts what the kernel's buffers take. A response that was
/// overtaken by two publications has less time, so that no more than two expositions are alive for longer than that.
/// </summary>
internal sealed class ResponseDeadline(WebLimits limits, TimeProvider clock) : IReportSink
{
    private readonly ConcurrentDictionary<Response, bool> _responses = [];
    private long _publications;
    private SpendReport? _published;

    public void Publish(SpendReport report)
    {
        // Where no number changed, the text of the numbers is the same object as before.
        var isNew = _published is null || !report.HasNumbersOf(_published);
        _published = report;
        if (!isNew)
        {
            return;
        }

        var publications = Interlocked.Increment(ref _publications);
        foreach (var (response, _) in _responses)
        {
            if (response.Publication <= publications - 2)
            {
                response.EndAfter(limits.OvertakenResponse);
            }
        }
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await using var response = new Response(context, clock, Volatile.Read(ref _publications));
        response.EndAfter(limits.Response);
        _responses.TryAdd(response, true);
        try
        {
            await next(context);
        }
        finally
        {
            _responses.TryRemove(response, out _);
        }
    }

    private sealed class Response(HttpContext context, TimeProvider clock, long publication) : IAsyncDisposable
    {
        private readonly long _started = clock.GetTimestamp();

        // Disposing of the timer waits for a callback that runs, so that no later request of the connection is cut off.
        private readonly ITimer _timer = clock.CreateTimer(
            static context => ((HttpContext)context!).Abort(), context, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public long Publication => publication;

        public void EndAfter(TimeSpan time)
        {
            var left = time - clock.GetElapsedTime(_started);
            _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync() => _timer.DisposeAsync();
    }
}
