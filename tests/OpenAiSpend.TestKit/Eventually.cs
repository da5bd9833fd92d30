namespace OpenAiSpend.TestKit;

/// <summary>Waits for what other threads or processes do. It ends as soon as it is done, and gives up after a minute.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task True(Func<bool> condition, string otherwise) => True(() => Task.FromResult(condition()), otherwise);

    public static async Task True(Func<Task<bool>> condition, string otherwise, TimeSpan? patience = null)
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

            await Task.Delay(Pause, clock);
        }
    }
}
