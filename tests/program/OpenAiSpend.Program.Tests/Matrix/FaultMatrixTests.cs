using Microsoft.Extensions.Logging;
using OpenAiSpend.Program.Tests.Running;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Matrix;

/// <summary>
/// Every surface meets every fault. In each round each surface has another fault, and a few have none; a round is a good
/// state, an hour of faults, and an hour without. So every cell is seen before, during and after, beside fifteen others.
/// </summary>
public sealed class FaultMatrixTests
{
    private const string Secret = "sk-admin-7Hq2vXyZ4mW9tR1bK6nLp3";

    // Everything is polled at least once in this time: each hour, a tenth more or less, and a few minutes for retries.
    private static readonly TimeSpan Phase = TimeSpan.FromMinutes(80);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task EverySurface_UnderEveryFault_KeepsItsNumbersTellsWhyAndRecoversWithinAPoll()
    {
        var clock = new TestClock("2026-11-18T00:20:00Z");
        using var state = new TemporaryFolder();
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { AdminKey = Secret, Clock = clock }, TestContext.Current.CancellationToken);
        await using var exporter = await HostedExporter.StartAsync(
            $$"""
            organizations:
              - {{Yaml.Organization("acme", simulator.BaseUrl)}}
            collection:
              requests_per_second: 0
              costs: { interval: 1h, history: {{MatrixSurface.Days}}d, settle: {{MatrixSurface.Days}}d }
              usage: { interval: 1h, history: {{MatrixSurface.Days}}d, settle: {{MatrixSurface.Days}}d }
              group_by: { {{string.Join(", ", UsageMetric.Surfaces.Skip(1).Select(surface => $"{surface}: [project_id]"))}} }
            metrics: { cost_days: {{MatrixSurface.Days}}, usage_days: {{MatrixSurface.Days}} }
            state: { path: "{{state.File("state")}}" }
            """,
            clock,
            simulator);
        await exporter.RunAsync(Phase);

        var problems = new List<string>();
        var good = await AgreeingPageAsync(exporter, simulator);
        for (var round = 0; round < MatrixFault.All.Count; round++)
        {
            if (await SkipMidnightAsync(clock, exporter))
            {
                good = await AgreeingPageAsync(exporter, simulator);
            }

            good = await RoundAsync(round, good, clock, simulator, exporter, problems);
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        await AssertSecretAsync(exporter, state);
    }

    private static MatrixFault FaultOf(int round, int surface) => MatrixFault.All[(round + surface) % MatrixFault.All.Count];

    private static async Task<ParsedExposition> RoundAsync(int round, ParsedExposition before, TestClock clock, SimulatorServer simulator, HostedExporter exporter, List<string> problems)
    {
        var cells = MatrixSurface.All.Select((surface, index) => (Surface: surface, Fault: FaultOf(round, index))).ToArray();
        foreach (var (surface, fault) in cells)
        {
            if (fault.Fault is { } make)
            {
                simulator.Faults.Set(surface, make(clock.GetUtcNow()));
            }
        }

        await RunFaultsAsync(cells, simulator, exporter, before);
        problems.AddRange(await ProblemsDuringAsync(cells, before, simulator, exporter));
        var during = await exporter.PageAsync();

        simulator.Faults.ClearAll();
        await exporter.RunAsync(Phase);
        var after = await AgreeingPageAsync(exporter, simulator);
        problems.AddRange(cells.Where(cell => after.FailedPolls("acme", cell.Surface) - during.FailedPolls("acme", cell.Surface) > 1)
            .Select(cell => $"{cell.Surface}, {cell.Fault.Name}: it fails again after the end of the fault"));
        return after;
    }

    private static async Task RunFaultsAsync((string Surface, MatrixFault Fault)[] cells, SimulatorServer simulator, HostedExporter exporter, ParsedExposition before)
    {
        var slice = TimeSpan.FromMinutes(4);
        var dear = cells.Where(cell => cell.Fault.Afterwards is not null).ToList();
        for (var passed = TimeSpan.Zero; passed < Phase; passed += slice)
        {
            await exporter.RunAsync(slice);
            if (dear.Count > 0)
            {
                var page = await exporter.PageAsync();
                foreach (var (surface, fault) in dear.Where(cell => page.FailedPolls("acme", cell.Surface) > before.FailedPolls("acme", cell.Surface)).ToList())
                {
                    simulator.Faults.Set(surface, fault.Afterwards!);
                    dear.Remove((surface, fault));
                }
            }
        }
    }

    // A page is published a moment after the polls that it is of, so a problem must last to be one.
    private static async Task<IReadOnlyList<string>> ProblemsDuringAsync(
        (string Surface, MatrixFault Fault)[] cells, ParsedExposition before, SimulatorServer simulator, HostedExporter exporter)
    {
        var real = TimeProvider.System;
        var started = real.GetTimestamp();
        while (true)
        {
            var during = await exporter.PageAsync();
            string[] problems = [.. cells.SelectMany(cell => ProblemsDuring(cell.Surface, cell.Fault, before, during, simulator).Select(problem => $"{cell.Surface}, {cell.Fault.Name}: {problem}"))];
            if (problems.Length == 0 || real.GetElapsedTime(started) > Patience)
            {
                return problems;
            }
        }
    }

    private static IEnumerable<string> ProblemsDuring(string surface, MatrixFault fault, ParsedExposition before, ParsedExposition during, SimulatorServer simulator)
    {
        var expected = fault.OutcomeOf(surface);
        foreach (var outcome in during["openai_exporter_polls_total"].Where(sample => sample["surface"] == surface))
        {
            var polls = outcome.Value - before.Polls("acme", surface, outcome["outcome"]!);
            if (polls > 0 != (outcome["outcome"] == expected))
            {
                yield return $"{polls} polls ended as {outcome["outcome"]}, expected was {expected}";
            }
        }

        if (during.Of("openai_exporter_up", "acme", surface) != (expected == "ok" ? 1 : 0))
        {
            yield return "openai_exporter_up is wrong";
        }

        if (expected != "ok")
        {
            if (during.LastSuccess(surface) != before.LastSuccess(surface))
            {
                yield return "its last success is another";
            }

            if (during.SeriesOf(surface).Except(before.SeriesOf(surface)).Concat(before.SeriesOf(surface).Except(during.SeriesOf(surface))).ToArray() is [var first, ..])
            {
                yield return $"its numbers did not stay: {first}";
            }
        }
        else if (MatrixSurface.IsBuckets(surface))
        {
            var (shown, books) = (during.Total(surface), during.TotalByTheBooks(simulator.GroundTruth, surface));
            var rejected = Rejected(during, surface) - Rejected(before, surface);
            var isRight = fault.ShownOf(surface) switch
            {
                Shown.TheBooks => shown == books,
                Shown.LessThanTheBooks => shown > 0 && shown < books && rejected > 0,
                Shown.AtMostTheBooks => shown > 0 && shown <= books && rejected == 0,
                Shown.WhatWasKnown => rejected == 0 && during.Of("openai_exporter_missing_days", "acme", surface) == 0
                    && shown == during.TotalOfWhatWasKnown(simulator.GroundTruth, surface, fault.Fault!(default), before),
                Shown.Nothing => shown == 0 && books > 0 && rejected == 0,
                _ => shown < 0 && rejected == 0,
            };
            if (!isRight)
            {
                yield return $"{shown} is shown, {books} is on the books, {rejected} rows were rejected";
            }
        }
    }

    private static decimal Rejected(ParsedExposition page, string surface) =>
        page["openai_exporter_rows_rejected_total"].Where(sample => sample["surface"] == surface).Sum(sample => sample.Value);

    // The page on which all surfaces are up and equal the books, and lists are there.
    private static Task<ParsedExposition> AgreeingPageAsync(HostedExporter exporter, SimulatorServer simulator)
    {
        var all = MatrixSurface.All;
        return exporter.PageWhenAsync(
            page => all.All(surface => Agrees(page, surface)),
            page => $"Not right: {string.Join(", ", all.Where(surface => !Agrees(page, surface)).Select(surface => $"{surface} {page.LastSuccess(surface):O} shows {(MatrixSurface.IsBuckets(surface) ? page.Total(surface) : page.SeriesOf(surface).Length)}"))}.");

        bool Agrees(ParsedExposition page, string surface) => page.Of("openai_exporter_up", "acme", surface) == 1
            && (MatrixSurface.IsBuckets(surface) ? page.Total(surface) == page.TotalByTheBooks(simulator.GroundTruth, surface) : page.SeriesOf(surface).Length > 0);
    }

    // A round stays within a day, so that what is kept of a failing surface can be told by its series being the same.
    private static async Task<bool> SkipMidnightAsync(TestClock clock, HostedExporter exporter)
    {
        var left = Day - clock.GetUtcNow().TimeOfDay;
        if (left > (Phase * 2) + TimeSpan.FromMinutes(5))
        {
            return false;
        }

        await exporter.RunAsync(left + Phase);
        return true;
    }

    private static async Task AssertSecretAsync(HostedExporter exporter, TemporaryFolder state)
    {
        Assert.Contains(exporter.Logs.Lines, line => line.Level == LogLevel.Debug);
        List<string> texts = [.. exporter.Logs.Lines.Select(line => line.Text)];
        foreach (var path in new[] { "/metrics", "/", "/-/ready", "/-/healthy", "/nowhere" })
        {
            texts.Add(await exporter.TextAsync(path));
        }

        texts.AddRange(Directory.GetFiles(state.File("state")).Select(File.ReadAllText));
        Assert.All(texts, text =>
        {
            Assert.DoesNotContain(Secret[^12..], text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Secret[..20], text, StringComparison.OrdinalIgnoreCase);
        });
    }
}
