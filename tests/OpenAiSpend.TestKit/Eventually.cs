namespace OpenAiSpend.TestKit;

/// <summary>Waits for what other threads or processes do. It ends as soon as it is done, and gives up after two minutes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task True(Func<bool> condition, string otherwise) => True(() => Task.FromResult(condition()), otherwise);

    /// <param name="condition">What must become true.</param>
    /// <param name="otherwise">What to say if it does not.</param>
    /// <param name="patience">How long to wait; two minutes by default.</param>
    /// <param name="pause">How long to wait between two looks: longer where a look is work. 10 ms by default.</param>
    public static async Task True(Func<Task<bool>> condition, string otherwise, TimeSpan? patience = null, TimeSpan? pause = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        while (!await condition())
        {
            if (clock.GetElapsedTime(started) > (patience ?? Patience))
            {
                throw new TimeoutException(otherwise);
            }

            await Task.Delay(pause ?? Pause, clock);
        }
    }
}
