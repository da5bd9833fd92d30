using OpenAiSpend.OpenAi.Requests;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.OpenAi.Tests.Requests;

public sealed class RateLimiterTests
{
    private readonly TestClock _clock = new("2026-11-20T15:00:00Z");

    [Fact]
    public async Task Acquire_WithinTheBurst_PassesAtOnce()
    {
        using var limiter = new RateLimiter(1, 3, _clock);

        Assert.All([Acquire(limiter), Acquire(limiter), Acquire(limiter)], entry => Assert.True(entry.IsCompletedSuccessfully));
        var fourth = Acquire(limiter);
        Assert.False(fourth.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await fourth;
    }

    [Fact]
    public void Acquire_WithoutALimit_AlwaysPasses()
    {
        using var limiter = new RateLimiter(0, 1, _clock);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(Acquire(limiter).IsCompletedSuccessfully));
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(3, 334)]
    [InlineData(0.5, 2000)]
    [InlineData(1000, 1)]
    public async Task Acquire_AfterTheBurst_PassesAtTheRate(double perSecond, int milliseconds)
    {
        using var limiter = new RateLimiter(perSecond, 1, _clock);
        await Acquire(limiter);
        for (var i = 0; i < 3; i++)
        {
            var next = Acquire(limiter);
            _clock.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
            Assert.False(next.IsCompleted);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await next;
            _clock.Advance(TimeSpan.Zero);
        }
    }

    [Fact]
    public async Task Acquire_AfterALongPause_PassesNoMoreThanTheBurst()
    {
        using var limiter = new RateLimiter(1, 2, _clock);
        _clock.Advance(TimeSpan.FromHours(1));

        await Acquire(limiter);
        await Acquire(limiter);
        Assert.False(Acquire(limiter).IsCompleted);
    }

    [Fact]
    public async Task Acquire_Several_PassInTheirOrder()
    {
        using var limiter = new RateLimiter(1, 1, _clock);
        await Acquire(limiter);
        var first = Acquire(limiter);
        var second = Acquire(limiter);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await first;
        Assert.False(second.IsCompleted);
        await UntilAsync(() => _clock.WaitingTimers == 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await second;
    }

    [Fact]
    public async Task Acquire_Buckets_PassBeforeNames()
    {
        using var limiter = new RateLimiter(1, 1, _clock);
        await Acquire(limiter);
        var names = Acquire(limiter, RequestPriority.Names);
        var buckets = Acquire(limiter);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await buckets;
        Assert.False(names.IsCompleted);
        await UntilAsync(() => _clock.WaitingTimers == 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await names;
    }

    [Fact]
    public async Task Acquire_ManyNames_LeaveHalfOfABurstForMoney()
    {
        using var limiter = new RateLimiter(1, 4, _clock);
        await Acquire(limiter, RequestPriority.Names);
        await Acquire(limiter, RequestPriority.Names);
        var names = Acquire(limiter, RequestPriority.Names);

        await Acquire(limiter);
        await Acquire(limiter);
        var buckets = Acquire(limiter);
        Assert.False(names.IsCompleted || buckets.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await buckets;
        await UntilAsync(() => _clock.WaitingTimers == 1);
        _clock.Advance(TimeSpan.FromSeconds(3));
        await names;
    }

    [Fact]
    public async Task Acquire_Cancelled_LeavesItsPlaceToTheNext()
    {
        using var limiter = new RateLimiter(1, 1, _clock);
        using var cancellation = new CancellationTokenSource();
        await Acquire(limiter);
        var cancelled = limiter.AcquireAsync(RequestPriority.Buckets, cancellation.Token);
        var next = Acquire(limiter);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await next;
    }

    [Fact]
    public async Task Acquire_NobodyWaiting_SetsNoTimer()
    {
        using var limiter = new RateLimiter(1, 1, _clock);
        await Acquire(limiter);

        Assert.Equal(0, _clock.WaitingTimers);
    }

    private static Task UntilAsync(Func<bool> condition) => Fakes.TestSource.UntilAsync(condition);

    private static Task Acquire(RateLimiter limiter, RequestPriority priority = RequestPriority.Buckets) =>
        limiter.AcquireAsync(priority, TestContext.Current.CancellationToken);
}
