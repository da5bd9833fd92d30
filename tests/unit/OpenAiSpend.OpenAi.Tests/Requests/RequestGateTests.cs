using OpenAiSpend.OpenAi.Requests;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.OpenAi.Tests.Requests;

public sealed class RequestGateTests
{
    private readonly TestClock _clock = new("2026-11-20T15:00:00Z");

    [Fact]
    public async Task Enter_WithinTheBurst_PassesAtOnce()
    {
        using var gate = new RequestGate(1, 3, _clock);

        Assert.All([Enter(gate), Enter(gate), Enter(gate)], entry => Assert.True(entry.IsCompletedSuccessfully));
        var fourth = Enter(gate);
        Assert.False(fourth.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await fourth;
    }

    [Fact]
    public void Enter_WithoutALimit_AlwaysPasses()
    {
        using var gate = new RequestGate(0, 1, _clock);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(Enter(gate).IsCompletedSuccessfully));
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(3, 334)]
    [InlineData(0.5, 2000)]
    [InlineData(1000, 1)]
    public async Task Enter_AfterTheBurst_PassesAtTheRate(double perSecond, int milliseconds)
    {
        using var gate = new RequestGate(perSecond, 1, _clock);
        await Enter(gate);
        for (var i = 0; i < 3; i++)
        {
            var next = Enter(gate);
            _clock.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
            Assert.False(next.IsCompleted);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await next;
            _clock.Advance(TimeSpan.Zero);
        }
    }

    [Fact]
    public async Task Enter_AfterALongPause_PassesNoMoreThanTheBurst()
    {
        using var gate = new RequestGate(1, 2, _clock);
        _clock.Advance(TimeSpan.FromHours(1));

        await Enter(gate);
        await Enter(gate);
        Assert.False(Enter(gate).IsCompleted);
    }

    [Fact]
    public async Task Enter_Several_PassInTheirOrder()
    {
        using var gate = new RequestGate(1, 1, _clock);
        await Enter(gate);
        var first = Enter(gate);
        var second = Enter(gate);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await first;
        Assert.False(second.IsCompleted);
        await UntilAsync(() => _clock.WaitingTimers == 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await second;
    }

    [Fact]
    public async Task Enter_Buckets_PassBeforeNames()
    {
        using var gate = new RequestGate(1, 1, _clock);
        await Enter(gate);
        var names = Enter(gate, RequestPriority.Names);
        var buckets = Enter(gate);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await buckets;
        Assert.False(names.IsCompleted);
        await UntilAsync(() => _clock.WaitingTimers == 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await names;
    }

    [Fact]
    public async Task Enter_Cancelled_LeavesItsPlaceToTheNext()
    {
        using var gate = new RequestGate(1, 1, _clock);
        using var cancellation = new CancellationTokenSource();
        await Enter(gate);
        var cancelled = gate.EnterAsync(RequestPriority.Buckets, cancellation.Token);
        var next = Enter(gate);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await next;
    }

    [Fact]
    public async Task Enter_NobodyWaiting_SetsNoTimer()
    {
        using var gate = new RequestGate(1, 1, _clock);
        await Enter(gate);

        Assert.Equal(0, _clock.WaitingTimers);
    }

    private static Task UntilAsync(Func<bool> condition) => Fakes.TestSource.UntilAsync(condition);

    private static Task Enter(RequestGate gate, RequestPriority priority = RequestPriority.Buckets) =>
        gate.EnterAsync(priority, TestContext.Current.CancellationToken);
}
