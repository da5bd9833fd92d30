using System.Net;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Faults;

public sealed class OrganizationsTests
{
    [Fact]
    public async Task Organizations_OfWhichSomeCannotBeRead_LeaveTheOthersComplete()
    {
        await using var acme = await SimulatedOrganization.StartAsync(new SimulatorOptions { AdminKey = "sk-admin-acme-0123456789" });
        await using var revoked = await SimulatedOrganization.StartAsync(new SimulatorOptions { Seed = 2, AdminKey = "sk-admin-another-0123456789" });
        await using var untrusted = await UntrustedServer.StartAsync();
        acme.SkipNearMidnight();
        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(
                Yaml.Organization("acme", acme.Server.BaseUrl),
                Yaml.Organization("revoked", revoked.Server.BaseUrl, "E2E_REVOKED_KEY"),
                Yaml.Organization("untrusted", untrusted.Url),
                Yaml.Organization("nowhere", new Uri("https://openai.invalid/v1"))),
            new Dictionary<string, string> { [ExporterProgram.KeyVariable] = acme.Server.AdminKey, ["E2E_REVOKED_KEY"] = "sk-admin-revoked-9876543210" });

        var page = await exporter.PageWhenAsync(
            page => UsageMetric.Surfaces.All(surface => page.Spend("acme", surface).Length > 0 && page.Polls("acme", surface, "ok") > 0)
                && UsageMetric.Surfaces.All(surface => page.Polls("revoked", surface, "unauthorized") > 0 && page.Polls("nowhere", surface, "network") > 0 && page.Polls("untrusted", surface, "network") > 0),
            "Not every surface of every organization was polled.");
        Assert.All(UsageMetric.Surfaces, surface =>
        {
            Assert.Equal(1, page.Of("openai_exporter_up", "acme", surface));
            Assert.Equal(0, page.Of("openai_exporter_up", "revoked", surface));
            Assert.Equal(0, page.Of("openai_exporter_up", "nowhere", surface));
            Assert.NotEmpty(page.Spend("acme", surface));
            Assert.Empty(page.Spend("revoked", surface));
            Assert.Empty(page.Spend("nowhere", surface));
            Assert.Equal(page.FailedPolls("nowhere", surface), page.Polls("nowhere", surface, "network"));
        });
        Assert.Equal(
            acme.TrailingDays(4).Sum(day => acme.Server.GroundTruth.TotalCostUsd(day, acme.Now)),
            page["openai_cost_daily_usd"].Sum(sample => sample.Value));
        Assert.Equal(
            (HttpStatusCode.OK, "OpenAI Spend Exporter is ready, but nothing has been read yet of revoked, untrusted, nowhere.\n"),
            await exporter.GetAsync("/-/ready"));
        await Eventually.True(
            () => exporter.Log.Any(line => line.IsFailureOf("nowhere", "costs", "network")
                && line.Level == "warn" && line.Fields["error"].StartsWith("The host openai.invalid is unknown", StringComparison.Ordinal)),
            "The unknown host is not in the log.");
        await Eventually.True(
            () => exporter.Log.Any(line => line.IsFailureOf("untrusted", "costs", "network")
                && line.Fields["error"].Contains("The TLS handshake", StringComparison.Ordinal)),
            "The server that is not trusted is not in the log.");
        Assert.Equal(0, untrusted.Requests);
        Assert.Empty(page.Spend("untrusted", "costs"));
        Assert.DoesNotContain("9876543210", exporter.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Organization_WhoseServerGoesAwayAndComesBack_KeepsItsNumbersMeanwhile()
    {
        var acme = await SimulatedOrganization.StartAsync();
        await using var firstServer = acme;
        acme.SkipNearMidnight();
        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(Yaml.Organization("acme", acme.Server.BaseUrl)), acme.Environment);
        var good = await exporter.PageWhenReadAsync(withNames: true);

        await acme.DisposeAsync();
        var failed = await exporter.PageWhenAsync(
            page => UsageMetric.Surfaces.All(surface => page.Polls("acme", surface, "network") > 0), "Not every surface failed.");
        Assert.All(UsageMetric.Surfaces, surface => Assert.Equal(good.Spend("acme", surface), failed.Spend("acme", surface)));
        Assert.All(
            exporter.Log.Where(line => line.Fields.GetValueOrDefault("outcome") == "network"),
            line => Assert.Matches("refuses connections|was cut", line.Fields["error"]));

        await using var again = await SimulatorServer.StartAsync(
            new SimulatorOptions { Port = acme.Server.BaseUrl.Port, Clock = new TestClock(acme.Now) }, TestContext.Current.CancellationToken);
        await exporter.PageWhenAsync(page => UsageMetric.Surfaces.All(surface => page.Of("openai_exporter_up", "acme", surface) == 1), "Not every surface recovered.");
    }
}
