using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>
/// Judges the forecast of a month on twelve months of the simulator's books: a forecast at noon of every day, from what
/// the API shows at that moment, against what the month cost in the end.
/// </summary>
internal static class ForecastComparison
{
    private const int HistoryDays = 65;
    private const int SettleDays = 4;

    private static readonly UtcDay FirstDay = UtcDay.Of(new DateOnly(2025, 11, 1));
    private static readonly UtcDay EndDay = UtcDay.Of(new DateOnly(2026, 11, 1));

    // A month and a half before the end, so that the spike is in most months' past and in one month's present.
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly (string Name, Func<SurfaceSnapshot, UtcDay, decimal> Forecast)[] Methods =
    [
        ("median of the weekday (shipped)", static (costs, today) => new ProjectSpend(costs).MonthForecast(All, today)!.Value),
        ("month to date, pro rata", ProRata),
        ("mean of the last 7 days", SevenDayMean),
    ];

    /// <summary>Prints the table.</summary>
    public static void Run(TextWriter output)
    {
        output.WriteLine("| method | no spike: median | worst | spike: median | worst |");
        output.WriteLine("|---|---:|---:|---:|---:|");
        var quiet = Errors("no-spike", null);
        var spiky = Errors("spike", new DateOnly(2026, 6, 10));
        for (var i = 0; i < Methods.Length; i++)
        {
            output.WriteLine($"| {Methods[i].Name} | {Median(quiet[i])} | {Worst(quiet[i])} | {Median(spiky[i])} | {Worst(spiky[i])} |");
        }
    }

    private static List<decimal>[] Errors(string scenario, DateOnly? spikeDay)
    {
        var books = GroundTruth.Draw(new SimulatorOptions { Scenario = scenario, Clock = new TestClock(Now), AnchorDay = spikeDay?.AddDays(17) });
        var settled = new Dictionary<UtcDay, Bucket>();
        var errors = Methods.Select(static _ => new List<decimal>()).ToArray();
        for (var today = FirstDay; today < EndDay; today = today.Next)
        {
            var at = today.Start.AddHours(12);
            var known = DayWindow.Trailing(today, HistoryDays);
            var costs = new SurfaceSnapshot
            {
                Surface = Surface.Costs,
                GroupBy = [Dimension.ProjectId, Dimension.LineItem],
                Window = known,
                SettleDays = SettleDays,
                Buckets = [.. Enumerable.Range(0, known.Days).Select(i => known.Start.AddDays(i)).Select(day => Bucket(books, settled, day, at))],
            };
            var truth = 0m;
            for (var day = today.MonthStart; day < today.NextMonthStart; day = day.Next)
            {
                truth += Final(books, settled, day).TotalUsd();
            }

            for (var i = 0; i < Methods.Length; i++)
            {
                errors[i].Add(Math.Abs(Methods[i].Forecast(costs, today) - truth) / truth);
            }
        }

        return errors;
    }

    private static decimal ProRata(SurfaceSnapshot costs, UtcDay today)
    {
        var spent = new ProjectSpend(costs).MonthToDate(All, today)!.Value;
        var elapsed = today.DaysSince(today.MonthStart) + 0.5m;
        return spent / elapsed * today.NextMonthStart.DaysSince(today.MonthStart);
    }

    private static decimal SevenDayMean(SurfaceSnapshot costs, UtcDay today)
    {
        var spend = new ProjectSpend(costs);
        var mean = Enumerable.Range(1, 7).Sum(ago => spend.Day(All, today.AddDays(-ago))!.Value) / 7;
        var beforeToday = spend.MonthToDate(All, today)!.Value - spend.Day(All, today)!.Value;
        return beforeToday + (mean * today.NextMonthStart.DaysSince(today));
    }

    private static bool All(string? projectId) => true;

    // Days are final two days after they end, so most buckets of a window are the same as the day before.
    private static Bucket Bucket(GroundTruth books, Dictionary<UtcDay, Bucket> settled, UtcDay day, DateTimeOffset at) =>
        at - day.Next.Start > TimeSpan.FromDays(3) ? Final(books, settled, day) : Read(books, day, at);

    private static Bucket Final(GroundTruth books, Dictionary<UtcDay, Bucket> settled, UtcDay day)
    {
        if (!settled.TryGetValue(day, out var bucket))
        {
            settled.Add(day, bucket = Read(books, day, day.Start.AddDays(10)));
        }

        return bucket;
    }

    private static Bucket Read(GroundTruth books, UtcDay day, DateTimeOffset at)
    {
        var builder = new BucketBuilder(Surface.Costs, day);
        foreach (var row in books.CostsAsOf(at, day.Date, day.Date))
        {
            builder.Add([row.ProjectId, null, null, null, null, BilledAmounts.UsDollars, null], [row.AmountUsd, 0m], 1);
        }

        return builder.Build();
    }

    private static string Median(List<decimal> errors) => $"{errors.Order().ElementAt(errors.Count / 2):P1}";

    private static string Worst(List<decimal> errors) => $"{errors.Max():P1}";
}
