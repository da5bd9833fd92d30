namespace OpenAiSpend.Benchmarks.Measuring;

/// <summary>
/// Measures something and its physical limit in turns, so that whatever else the machine does slows down both: the
/// ratio of the two means something even where the times do not.
/// </summary>
internal static class Race
{
    private const int MinRounds = 7;
    private const int MaxRounds = 301;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    // A run shorter than this is repeated, as the clock and a collection would otherwise weigh too much.
    private static readonly TimeSpan ShortestRun = TimeSpan.FromMilliseconds(5);

    public static async Task<(Cost Subject, Cost Limit)> RunAsync(Func<Task> subject, Func<Task> limit)
    {
        // The compiler replaces what runs often only after a while, so warming up takes time and not a number of runs.
        var warming = TimeProvider.System.GetTimestamp();
        do
        {
            await subject();
            await limit();
        }
        while (TimeProvider.System.GetElapsedTime(warming) < WarmUp);

        var (subjectRuns, limitRuns) = (await RepeatsAsync(subject), await RepeatsAsync(limit));
        List<Cost> subjects = [];
        List<Cost> limits = [];
        var started = TimeProvider.System.GetTimestamp();
        while (subjects.Count < MinRounds || (subjects.Count < MaxRounds && TimeProvider.System.GetElapsedTime(started) < Budget))
        {
            subjects.Add(await MeasureAsync(subject, subjectRuns));
            limits.Add(await MeasureAsync(limit, limitRuns));
        }

        return (Median(subjects), Median(limits));
    }

    public static Task<(Cost Subject, Cost Limit)> RunAsync(Action subject, Action limit) => RunAsync(Async(subject), Async(limit));

    private static Func<Task> Async(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    private static async Task<int> RepeatsAsync(Func<Task> action)
    {
        var once = await MeasureAsync(action, 1);
        return (int)Math.Clamp(ShortestRun / once.Time, 1, 1000);
    }

    private static async Task<Cost> MeasureAsync(Func<Task> action, int runs)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < runs; i++)
        {
            await action();
        }

        var time = TimeProvider.System.GetElapsedTime(started) / runs;
        return new Cost(time, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / runs);
    }

    private static Cost Median(List<Cost> costs) =>
        new(costs.OrderBy(cost => cost.Time).ElementAt(costs.Count / 2).Time, costs.OrderBy(cost => cost.Allocated).ElementAt(costs.Count / 2).Allocated);
}
