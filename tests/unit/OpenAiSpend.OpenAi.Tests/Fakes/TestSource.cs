using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.OpenAi.Tests.Fakes;

/// <summary>A source with fakes all around it, on the afternoon of 2026-11-20.</summary>
internal sealed class TestSource : IDisposable
{
    // While a retry waits there are two timers: that of the whole read, and the wait itself.
    private const int TimersWhileWaiting = 2;

    public static readonly DayWindow Window = new(Some.Date("2026-11-18"), Some.Date("2026-11-21"));

    private readonly Lazy<OpenAiSpendSource> _source;
    private int _waits;

    public TestSource() => _source = new(() => new OpenAiSpendSource(Options, Observer, Clock, Logs, OpenAi));

    public const string Secret = "sk-admin-Zq7Lr2Vw9Xk4Tb8Nm3Pc6Hd1Jf5Gs0";

    public TestClock Clock { get; } = new("2026-11-20T15:00:00Z");

    public FakeOpenAi OpenAi { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public RecordingLogs Logs { get; } = new();

    public OpenAiOptions Options { get; } = new() { OrganizationName = "acme", AdminKey = new AdminKey(Secret) };

    public OpenAiSpendSource Source => _source.Value;

    public static SurfaceQuery Costs(params Dimension[] groupBy) => new(Surface.Costs, [.. groupBy], Window);

    public static SurfaceQuery Query(BucketSurface surface, string start, string end, params Dimension[] groupBy) =>
        new(surface, [.. groupBy], new DayWindow(Some.Date(start), Some.Date(end)));

    /// <summary>Reads, and passes the time wherever a retry waits.</summary>
    public Task<SurfaceReading> ReadAsync(SurfaceQuery? query = null) => ReadAsync(Source, query);

    /// <summary>The same from another source with the same clock and observer.</summary>
    public async Task<SurfaceReading> ReadAsync(OpenAiSpendSource source, SurfaceQuery? query = null)
    {
        var read = source.ReadAsync(query ?? Costs(), TestContext.Current.CancellationToken);
        while (!read.IsCompleted)
        {
            if (Observer.Retried.Count > _waits && Clock.WaitingTimers == TimersWhileWaiting)
            {
                _waits++;
                Clock.Advance(TimeSpan.FromSeconds(30));
            }

            await Task.Yield();
        }

        return await read;
    }

    public async Task<SpendSourceException> FailAsync(SurfaceQuery? query = null) =>
        await Assert.ThrowsAsync<SpendSourceException>(() => ReadAsync(query));

    /// <summary>Waits, without passing any time, for the next retry to have begun to wait.</summary>
    public async Task UntilRetryWaitsAsync()
    {
        await UntilAsync(() => Observer.Retried.Count > _waits && Clock.WaitingTimers == TimersWhileWaiting);
        _waits++;
    }

    public static Task UntilAsync(Func<bool> condition) => Eventually.True(
        async () =>
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            return condition();
        },
        "What was waited for did not happen.",
        pause: TimeSpan.Zero);

    public void Dispose()
    {
        if (_source.IsValueCreated)
        {
            Source.Dispose();
        }

        OpenAi.Dispose();
        Logs.Dispose();
    }
}
