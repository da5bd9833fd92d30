using System.Globalization;
using OpenAiSpend.Program.Tests.Running;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Year;

/// <summary>
/// A year of an exporter, with a leap day in it: revisions, outages, restarts, and a clock that is set. Thinned to a poll
/// a day and one at each midnight, and looked at twice a day.
/// </summary>
public sealed class YearTests
{
    private static readonly TimeSpan Step = TimeSpan.FromHours(12);

    // The long version polls more often: OPENAI_SPEND_YEAR_HOURS=6.
    private static readonly int Hours = int.Parse(Environment.GetEnvironmentVariable("OPENAI_SPEND_YEAR_HOURS") ?? "24", CultureInfo.InvariantCulture);

    private static readonly DateTimeOffset Start = new(2027, 7, 1, 5, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddYears(1);

    private static readonly Func<Fault>[] Outages =
    [
        () => Fault.Status(500), () => new Fault(FaultKind.WrongKey), () => new Fault(FaultKind.Html), () => Fault.RateLimited(TimeSpan.FromHours(1)), () => new Fault(FaultKind.CutInBody),
        () => new Fault(FaultKind.HangBeforeHeaders), () => new Fault(FaultKind.NullResults), () => new Fault(FaultKind.WrongTypes), () => new Fault(FaultKind.TruncatedJson), () => Fault.Status(404),
    ];

    // Each falls where it is meant to: nights, ends of months, the leap day.
    private static readonly (DateTime At, TimeSpan By)[] ClockSteps =
    [
        (new(2027, 8, 31), TimeSpan.FromHours(30)),
        (new(2027, 10, 31), TimeSpan.FromHours(-1)),
        (new(2027, 12, 5), TimeSpan.FromHours(-50)),
        (new(2027, 12, 31), TimeSpan.FromHours(11)),
        (new(2028, 1, 1), TimeSpan.FromHours(-9)),
        (new(2028, 2, 28), TimeSpan.FromHours(14)),
        (new(2028, 3, 1), TimeSpan.FromHours(-26)),
        (new(2028, 5, 10), TimeSpan.FromDays(9)),
        (new(2028, 6, 2), TimeSpan.FromMinutes(-3)),
    ];

    [Fact]
    public async Task Exporter_ThroughAWholeYear_ShowsTheBooksOrSaysThatItIsStale()
    {
        var random = new Random(20270701);
        var clock = new TestClock(Start);
        using var state = new TemporaryFolder();
        await using var simulator = await SimulatorServer.StartAsync(
            new SimulatorOptions { Clock = clock, AnchorDay = new DateOnly(2027, 12, 31) }, TestContext.Current.CancellationToken);
        var yaml = $$"""
            organizations:
              - {{Yaml.Organization("acme", simulator.BaseUrl)}}
            collection:
              requests_per_second: 0
              surfaces: [completions]
              costs: { interval: {{Hours}}h, history: {{YearPage.CostDays}}d, settle: 4d, group_by: [project_id] }
              usage: { interval: {{Hours}}h, history: {{YearPage.UsageDays}}d, settle: 2d }
              group_by: { completions: [project_id] }
            metrics: { cost_days: {{YearPage.CostDays}}, usage_days: {{YearPage.UsageDays}} }
            state: { path: "{{state.Path}}" }
            """;
        var exporter = await StartAsync();
        var steps = new Queue<(DateTime At, TimeSpan By)>(ClockSteps);
        var outage = TimeSpan.Zero;
        var seen = new YearTally();
        while (clock.GetUtcNow() < End)
        {
            await exporter.RunAsync(Step);
            if (steps.Count > 0 && clock.GetUtcNow().UtcDateTime >= steps.Peek().At)
            {
                // Nobody tells the exporter of it: it sees the new time when it polls the next time.
                clock.Step(clock.GetUtcNow() + steps.Dequeue().By);
                await exporter.RunAsync(1.2 * TimeSpan.FromHours(Hours));
            }

            if ((outage -= Step) <= TimeSpan.Zero)
            {
                simulator.Faults.ClearAll();
                outage = random.Next(12) == 0 ? StartOutage() : TimeSpan.Zero;
            }

            if (random.Next(40) == 0)
            {
                await exporter.DisposeAsync();
                clock.Advance(TimeSpan.FromHours(random.Next(1, 60)));
                exporter = await StartAsync();
                seen.Restarts++;
            }

            await LookAsync(exporter, clock, simulator.GroundTruth, seen);
        }

        await exporter.DisposeAsync();

        // What the year was meant to hold did happen.
        Assert.Empty(steps);
        Assert.InRange(seen.Restarts, 5, int.MaxValue);
        Assert.InRange(seen.Stale, 30, int.MaxValue);
        Assert.InRange(seen.Fresh, 900, int.MaxValue);
        Assert.InRange(seen.Dates.Count, 330, 366);
        Assert.Contains("2028-02-29", seen.Dates);

        Task<HostedExporter> StartAsync() => HostedExporter.StartAsync(yaml, clock, simulator, listsEvery: TimeSpan.FromDays(7));

        TimeSpan StartOutage()
        {
            var surface = random.Next(3) == 0 ? FaultPlan.Everywhere : YearPage.Surfaces[random.Next(YearPage.Surfaces.Count)];
            simulator.Faults.Set(surface, Outages[random.Next(Outages.Length)]());
            return TimeSpan.FromHours(random.Next(4, 80));
        }
    }

    // A page is published a moment after the polls that it is of, so what is wrong must last to be wrong.
    private static async Task LookAsync(HostedExporter exporter, TestClock clock, Simulator.GroundTruth books, YearTally seen)
    {
        YearPage? page = null;
        await exporter.PageWhenAsync(
            one => (page = new YearPage(one, clock.GetUtcNow(), books)).Problems.Count == 0,
            _ => $"At {clock.GetUtcNow():O}: {string.Join("; ", page!.Problems)}");
        seen.Count(page!);
    }
}
