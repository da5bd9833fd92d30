using System.Net;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;

namespace OpenAiSpend.Program.Tests.Faults;

public sealed class NeverReadTests
{
    [Fact]
    public async Task Surface_ThatFailsFromTheStart_HasNoSeriesUntilItIsRead()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.Server.Faults.Set(FaultPlan.Everywhere, new Fault(FaultKind.WrongKey));
        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(Yaml.Organization("acme", organization.Server.BaseUrl)), organization.Environment);

        var nothing = await exporter.PageWhenAsync(
            page => UsageMetric.Surfaces.All(surface => page.Polls("acme", surface, "unauthorized") > 0), "Not every surface failed.");
        Assert.All(UsageMetric.Surfaces, surface =>
        {
            Assert.Empty(nothing.Spend("acme", surface));
            Assert.Equal(0, nothing.Of("openai_exporter_up", "acme", surface));
            Assert.Null(nothing.Of("openai_exporter_last_success_timestamp_seconds", "acme", surface));
            Assert.NotNull(nothing.Of("openai_exporter_last_attempt_timestamp_seconds", "acme", surface));
        });
        var (status, sentence) = await exporter.GetAsync("/-/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("OpenAI Spend Exporter is not ready: nothing has been read yet of acme.\n", sentence);
        Assert.Equal(HttpStatusCode.OK, (await exporter.GetAsync("/-/healthy")).Status);

        organization.Server.Faults.Set("costs", new Fault(FaultKind.MissingScope));
        organization.Server.Faults.Clear(FaultPlan.Everywhere);
        var withoutCosts = await exporter.PageWhenReadAsync(UsageMetric.Surfaces.Count - 1);
        Assert.Empty(withoutCosts.Spend("acme", "costs"));
        Assert.Equal(0, withoutCosts.Of("openai_exporter_up", "acme", "costs"));
        Assert.Equal(HttpStatusCode.OK, (await exporter.GetAsync("/-/ready")).Status);

        organization.Server.Faults.ClearAll();
        var everything = await exporter.PageWhenReadAsync();
        Assert.NotEmpty(everything.Spend("acme", "costs"));
    }

    [Fact]
    public async Task OptionalMeasure_ThatOpenAIDoesNotSend_IsAbsentAndNotZero()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.Server.Faults.Set("completions", Fault.MissingMembers("input_cached_tokens"));
        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(Yaml.Organization("acme", organization.Server.BaseUrl)), organization.Environment);
        var page = await exporter.PageWhenReadAsync();
        Assert.Empty(page["openai_completions_input_cached_tokens"]);
        Assert.Empty(page["openai_completions_daily_input_cached_tokens"]);
        Assert.NotEmpty(page["openai_completions_input_uncached_tokens"]);
    }

    [Fact]
    public async Task Organization_ThatUsesNothing_IsReadAndShowsNoSpendAtAll()
    {
        await using var organization = await SimulatedOrganization.StartAsync(new SimulatorOptions { Scenario = "quiet" });
        await using var exporter = await ExporterProgram.StartAsync(Yaml.Default(organization.Server), organization.Environment);
        var page = await exporter.PageWhenReadAsync();
        Assert.All(UsageMetric.Surfaces, surface =>
        {
            Assert.Equal(1, page.Of("openai_exporter_up", "acme", surface));
            Assert.DoesNotContain(page.Spend("acme", surface), series => !series.StartsWith("openai_cost_revision_daily_usd{", StringComparison.Ordinal));
        });
        Assert.All(page["openai_cost_revision_daily_usd"], sample => Assert.Equal(0, sample.Value));
        Assert.Equal(HttpStatusCode.OK, (await exporter.GetAsync("/-/ready")).Status);
    }
}
