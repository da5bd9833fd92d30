using System.Net;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Faults;

/// <summary>
/// A running exporter on which several surfaces fail at once, after a good read: what holds while they fail, and how they
/// recover. The books change while they fail, so that a number that stays is one that was kept and not one read again.
/// </summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private const string Acme = "acme";
    private const string Secret = "sk-admin-7Hq2vXyZ4mW9tR1bK6nLp3";

    private readonly SimulatedOrganization _organization;
    private readonly ExporterProgram _exporter;
    private readonly FaultCase[] _cases;

    private FaultRun(SimulatedOrganization organization, ExporterProgram exporter, FaultCase[] cases)
    {
        _organization = organization;
        _exporter = exporter;
        _cases = cases;
    }

    public SimulatorServer Simulator => _organization.Server;

    private IEnumerable<string> Healthy => UsageMetric.Surfaces.Except(_cases.Select(one => one.Surface));

    public static async Task<FaultRun> StartAsync(params FaultCase[] cases)
    {
        var organization = await SimulatedOrganization.StartAsync(new SimulatorOptions { AdminKey = Secret });
        var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(Yaml.Organization(Acme, organization.Server.BaseUrl)), organization.Environment, "--log.level", "debug");
        return new FaultRun(organization, exporter, cases);
    }

    /// <summary>Lets every surface be read, then the cases fail, then recover.</summary>
    /// <param name="whileFailing">What else must hold once every case has failed.</param>
    public async Task CheckAsync(Action? whileFailing = null)
    {
        _organization.SkipNearMidnight();
        var good = await _exporter.PageWhenReadAsync(withNames: true);
        Assert.All(UsageMetric.Surfaces, surface => Assert.NotEmpty(good.Spend(Acme, surface)));

        foreach (var one in _cases)
        {
            Simulator.Faults.Set(one.Surface, one.Fault);
        }

        var failed = await _exporter.PageWhenAsync(page => _cases.All(one => page.FailedPolls(Acme, one.Surface) > 0), "Not every case failed.");
        Simulator.GroundTruth.StartRunaway(_organization.Now.AddHours(-5));
        var later = await _exporter.PageWhenAsync(
            page => Healthy.All(surface => LastSuccess(page, surface) > LastSuccess(failed, surface)), "The other surfaces do not go on.");
        AssertFailing(good, failed, later);
        whileFailing?.Invoke();

        Simulator.Faults.ClearAll();
        var atTheEnd = await _exporter.PageAsync();
        var recovered = await _exporter.PageWhenAsync(page => UsageMetric.Surfaces.All(surface => IsUp(page, surface)), "Not every case recovered.");
        Assert.All(_cases, one => Assert.InRange(
            recovered.FailedPolls(Acme, one.Surface) - atTheEnd.FailedPolls(Acme, one.Surface), 0, 1));
        await _exporter.PageWhenAsync(AgreesWithTheBooks, "The new numbers are not shown after the recovery.");
        await AssertLoggedAsync();
        await AssertSecretAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _exporter.DisposeAsync();
        await _organization.DisposeAsync();
    }

    private static decimal LastSuccess(ParsedExposition page, string surface) =>
        page.Of("openai_exporter_last_success_timestamp_seconds", Acme, surface) ?? 0;

    private static bool IsUp(ParsedExposition page, string surface) => page.Of("openai_exporter_up", Acme, surface) == 1;

    private void AssertFailing(ParsedExposition good, ParsedExposition failed, ParsedExposition later)
    {
        Assert.All(_cases, one =>
        {
            Assert.Equal(0, later.Of("openai_exporter_up", Acme, one.Surface));
            Assert.Equal(later.FailedPolls(Acme, one.Surface), later.Polls(Acme, one.Surface, one.Outcome));
            Assert.Equal(LastSuccess(failed, one.Surface), LastSuccess(later, one.Surface));
            Assert.Equal(good.Spend(Acme, one.Surface), later.Spend(Acme, one.Surface));
        });
        Assert.All(Healthy, surface =>
        {
            Assert.True(IsUp(later, surface));
            Assert.Equal(0, later.FailedPolls(Acme, surface));
        });
    }

    private bool AgreesWithTheBooks(ParsedExposition page)
    {
        var (from, today) = (_organization.Today.AddDays(-3), _organization.Today);
        var costs = Simulator.GroundTruth.CostsAsOf(_organization.Now, from, today).Sum(row => row.AmountUsd);
        return page["openai_cost_daily_usd"].Sum(sample => sample.Value) == costs
            && UsageMetric.All.All(metric => page[metric.Daily].Sum(sample => sample.Value)
                == Simulator.GroundTruth.UsageAsOf(_organization.Now, metric.Surface, from, today).Sum(row => row.Measures[metric.Measure]));
    }

    // Nothing fails any more. What failed is in the log, and however often it did, not in every line.
    // A poll in the middle of which the fault ended may have failed otherwise: it is counted and logged, too.
    private async Task AssertLoggedAsync()
    {
        var page = await _exporter.PageAsync();
        foreach (var one in _cases)
        {
            Assert.InRange(page.FailedPolls(Acme, one.Surface) - page.Polls(Acme, one.Surface, one.Outcome), 0, 1);
            LogLine[] lines = [];
            await Eventually.True(
                () => (lines = [.. _exporter.Log.Where(line => line.IsFailureOf(Acme, one.Surface, one.Outcome))]).Length > 0,
                $"{one.Surface} failed {page.Polls(Acme, one.Surface, one.Outcome)} times, and the log is:\n{_exporter.Process.Output}");
            Assert.All(lines, line =>
            {
                Assert.Equal("warn", line.Level);
                Assert.Contains(one.Words, line.Fields["error"], StringComparison.Ordinal);
                Assert.EndsWith(".", line.Fields["error"], StringComparison.Ordinal);
            });
        }

        Assert.All(_exporter.Log.Where(static line => line.Level is "warn" or "error"), line => Assert.Contains(
            line.Fields["surface"].Split(", "), surface => _cases.Any(one => one.Surface == surface)));
    }

    private async Task AssertSecretAsync()
    {
        List<string> texts = [_exporter.Process.Output];
        foreach (var path in new[] { "/metrics", "/", "/-/ready", "/-/healthy" })
        {
            var (status, text) = await _exporter.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, status);
            texts.Add(text);
        }

        // Neither the whole key nor a part that would tell something of it.
        Assert.All(texts, text => Assert.DoesNotContain(Secret[^12..], text, StringComparison.OrdinalIgnoreCase));
        Assert.All(texts, text => Assert.DoesNotContain(Secret[..20], text, StringComparison.OrdinalIgnoreCase));
    }
}
